using System.Text;
using Hawk.Fuzz;
using KintoHawk.Core.Querying;

namespace KintoHawk.Fuzz.Parsers;

/// <summary>A page token, as it comes or as the text inside: decoded and encoded it means the same.</summary>
sealed class PageTokenFuzz : IFuzzTarget
{
    public string Name => "page-token";

    public long AllocationBase => 100_000;

    public int AllocationPerCharacter => 500;

    public IReadOnlyList<string> Seeds => [];

    public OutcomeHash Run(string input, Meter meter)
    {
        var text = input.StartsWith('{') ? Convert.ToBase64String(Encoding.UTF8.GetBytes(input)) : input;
        meter.Start();
        var decoded = PageToken.TryDecode(text, out var token);
        meter.Stop();
        if (!decoded)
            return OutcomeHash.Start(1).WithLength(input.Length).With(input.StartsWith('{')).With((ulong)Math.Min(input.AsSpan().Count(':'), 6));
        BrokenInvariantException.Unless(PageToken.TryDecode(token!.Encode(), out var again), "Encoded it cannot be decoded");
        BrokenInvariantException.Unless(again!.Offset == token.Offset && again.Nonce == token.Nonce && again.Encode() == token.Encode(), "Decoded again it differs");
        return OutcomeHash.Start(2).WithLength(input.Length).With(PageToken.IsNonce(token.Nonce)).With(token.Offset > 0).WithLength(token.Encode().Length);
    }
}
