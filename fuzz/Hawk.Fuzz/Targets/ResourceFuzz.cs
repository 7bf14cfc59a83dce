using System.Text.RegularExpressions;

namespace Hawk.Fuzz.Targets;

/// <summary>
/// The request target (section 6). What is accepted is one line that UTF-8 can write, and is kept as it is, but for an absolute URL, of which path
/// and query are kept; a request signed for one resource verifies for no other.
/// </summary>
sealed partial class ResourceFuzz : IFuzzTarget, IDisposable
{
    readonly HawkCredential _credential = Signed.Credential();
    readonly string _signed;

    internal ResourceFuzz() => _signed = HawkClient.Authorize(_credential, Signed.Target(), Signed.Now).Value;

    public string Name => "resource";

    public long AllocationBase => 256;

    public int AllocationPerCharacter => 4; // an absolute URL without a path, in both calls

    public IReadOnlyList<string> Seeds => [];

    public void Dispose() => _credential.Dispose();

    public OutcomeHash Run(string input, Meter meter)
    {
        meter.Start();
        var accepted = HawkTarget.TryFromHostField(Signed.Method, input, Signed.HostField, isTls: false, out var target);
        var created = HawkTarget.TryCreate(Signed.Method, input, "example.com", 8000, out var other);
        meter.Stop();
        BrokenInvariantException.Unless(accepted == created && target.Resource.SequenceEqual(other.Resource), "The two ways to make a target differ");

        var isLine = input.Length > 0 && input.IndexOfAny(['\r', '\n']) < 0 && Utf16.IsWellFormed(input);
        BrokenInvariantException.Unless(accepted == isLine, accepted ? "Accepted although it is no line of text" : "A line of text is refused");
        CheckMethod(input);
        var outcome = OutcomeHash.Start(accepted ? 1UL : 2UL).WithLength(input.Length);
        if (!accepted)
            return outcome.With(input.Contains('\n', StringComparison.Ordinal)).With(input.Contains('\r', StringComparison.Ordinal));

        var expected = Reduced(input);
        BrokenInvariantException.Unless(target.Resource.SequenceEqual(expected), $"The resource is {target.Resource}, not {expected}");
        HawkHeader.Parse(_signed, out var header);
        meter.Start();
        var failure = HawkServer.VerifyMac(in header, in target, _credential, Signed.Now);
        meter.Stop();
        BrokenInvariantException.Unless(failure is HawkFailure.None == (expected == Signed.Resource), $"{failure} for {expected}");
        return outcome.With((ulong)failure).With(expected.Length == input.Length).With(input[0] < 128 ? input[0] : 128UL)
            .With((ulong)Math.Min(input.AsSpan().Count('/'), 6)).With((ulong)Math.Min(input.AsSpan().Count('?'), 3)).With((ulong)Math.Min(input.AsSpan().Count("://"), 2));
    }

    // Any text may come as a method too.
    static void CheckMethod(string input)
    {
        var accepted = HawkTarget.TryCreate(input, "/", "example.com", 80, out var target);
        BrokenInvariantException.Unless(accepted == Token().IsMatch(input), accepted ? "Accepted as a method" : "Refused as a method");
        BrokenInvariantException.Unless(!accepted || target.Method.SequenceEqual(input), "The method is another one");
    }

    static string Reduced(string input)
    {
        var match = AbsoluteUrl().Match(input);
        if (!match.Success)
            return input;
        var rest = match.Groups["rest"].Value;
        return rest.StartsWith('/') ? rest : "/" + rest;
    }

    [GeneratedRegex(@"\A[-+.0-9A-Za-z]+://[^/?]*(?<rest>.*)\z", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 10_000)]
    private static partial Regex AbsoluteUrl();

    [GeneratedRegex(@"\A[-!#$%&'*+.^_`|~0-9A-Za-z]+\z", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Token();
}
