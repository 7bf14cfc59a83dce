using System.Security.Cryptography;
using System.Text;

namespace Hawk.Fuzz.Targets;

/// <summary>
/// The Content-Type under the payload hash (section 4.4): a media type of printable ASCII is hashed in lower case without its parameters, and the
/// hash is that of the text written down a second time here.
/// </summary>
sealed class ContentTypeFuzz : IFuzzTarget
{
    readonly byte[] _hash = new byte[32];

    public string Name => "content-type";

    public long AllocationBase => 1024;

    public int AllocationPerCharacter => 0;

    public IReadOnlyList<string> Seeds => [];

    public OutcomeHash Run(string input, Meter meter)
    {
        meter.Start();
        var accepted = PayloadHasher.TryHash(HawkAlgorithm.Sha256, input, Signed.Body, _hash, out var written);
        meter.Stop();

        var mediaType = input.Split(';', 2)[0].Trim(' ', '\t');
        var isPrintable = mediaType.All(static character => character is >= ' ' and <= '~');
        BrokenInvariantException.Unless(accepted == isPrintable, accepted ? "Accepted although it is not printable" : "A printable media type is refused");
        BrokenInvariantException.Unless(written == (accepted ? 32 : 0), $"{written} bytes were written");
        var outcome = OutcomeHash.Start(accepted ? 1UL : 2UL).WithLength(input.Length).WithLength(mediaType.Length)
            .With((ulong)Math.Min(input.AsSpan().Count(';'), 4)).With((ulong)Math.Min(mediaType.AsSpan().Count('/'), 3)).With(mediaType.AsSpan().ContainsAnyInRange('A', 'Z'));
        if (accepted)
        {
            var text = Encoding.ASCII.GetBytes($"hawk.1.payload\n{mediaType.ToLowerInvariant()}\n{Encoding.ASCII.GetString(Signed.Body)}\n");
            BrokenInvariantException.Unless(_hash.AsSpan().SequenceEqual(SHA256.HashData(text)), "The hash is another one");
        }

        return outcome;
    }
}
