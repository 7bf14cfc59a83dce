using System.Text;

namespace Hawk.Fuzz.Targets;

/// <summary>
/// A request target with a <c>bewit</c> parameter (section 11). The answer of the parser is compared with a second reading of the rules; it verifies
/// only when resource, expiry, ext and MAC are those of one issued link. Where in the query the parameter stands, and padding at its end, may differ.
/// </summary>
sealed class BewitFuzz : IFuzzTarget, IDisposable
{
    const int MaxLength = 4096;

    static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(1);

    readonly HawkCredential _credential = Signed.Credential();
    readonly Dictionary<string, HawkFailure> _issued = new(StringComparer.Ordinal);

    internal BewitFuzz()
    {
        var seeds = new List<string>();
        foreach (var resource in (string[])["/r", "/r?a=1", Signed.Resource, "/r?", "/\u00E9\uFFFD"])
        {
            foreach (var (seconds, failure) in ((int, HawkFailure)[])[(60, HawkFailure.None), (-1, HawkFailure.AccessExpired), (100_000, HawkFailure.BewitLifetimeTooLong)])
            {
                foreach (var ext in (string?[])[null, "some-app-data"])
                    seeds.Add(Issue(resource, Signed.Now.AddSeconds(seconds), ext, failure));
            }
        }

        Seeds = seeds;
    }

    public string Name => "bewit";

    public long AllocationBase => 512;

    public int AllocationPerCharacter => 6; // the decoded text and the resource

    public IReadOnlyList<string> Seeds { get; }

    public void Dispose() => _credential.Dispose();

    public OutcomeHash Run(string input, Meter meter)
    {
        meter.Start();
        var isIn = HawkBewit.IsIn(input);
        var failure = HawkBewit.Parse("GET", input, hasAuthorization: false, out var bewit);
        meter.Stop();

        var parameters = Parameters(input);
        var expected = Expected(input, parameters, out var parts);
        BrokenInvariantException.Unless(failure == expected, $"The parser says {failure}, the rules {expected}");
        BrokenInvariantException.Unless(isIn == failure is not HawkFailure.NotHawk, $"IsIn says {isIn}, Parse {failure}");
        CheckOtherRequests(input, failure);
        var outcome = OutcomeHash.Start((ulong)failure).WithLength(input.Length).With((ulong)Math.Min(parameters.Count, 6)).With((ulong)Math.Min(Count(parameters), 3));
        if (failure is not HawkFailure.None)
            return outcome;

        var resource = Without(input, parameters);
        BrokenInvariantException.Unless(bewit.Resource == resource, $"The resource is {bewit.Resource}, not {resource}");
        BrokenInvariantException.Unless(
            bewit.Id.SequenceEqual(parts[0]) && bewit.Expires.SequenceEqual(parts[1]) && bewit.Mac.SequenceEqual(parts[2]) && bewit.Ext.SequenceEqual(parts[3]),
            "A part differs");
        return outcome.With((ulong)Verify(in bewit, meter)).WithLength(bewit.Expires.Length).WithLength(bewit.Ext.Length).WithLength(bewit.Mac.Length);
    }

    static void CheckOtherRequests(string input, HawkFailure failure)
    {
        BrokenInvariantException.Unless(HawkBewit.Parse("HEAD", input, hasAuthorization: false, out _) == failure, "HEAD is treated differently from GET");
        if (failure is HawkFailure.None)
        {
            BrokenInvariantException.Unless(HawkBewit.Parse("POST", input, hasAuthorization: false, out _) is HawkFailure.InvalidMethod, "POST is let in");
            BrokenInvariantException.Unless(HawkBewit.Parse("GET", input, hasAuthorization: true, out _) is HawkFailure.MultipleAuthentications, "Two ways are let in");
        }
    }

    /// <summary>The parameters of the query of an origin-form target.</summary>
    static List<string> Parameters(string input)
    {
        var query = input.IndexOf('?', StringComparison.Ordinal);
        return query < 0 || input[0] is not '/' ? [] : [.. input[(query + 1)..].Split('&')];
    }

    static bool IsBewit(string parameter) => parameter.StartsWith("bewit=", StringComparison.Ordinal);

    static int Count(List<string> parameters) => parameters.Count(IsBewit);

    static HawkFailure Expected(string input, List<string> parameters, out string[] parts)
    {
        parts = [];
        var last = parameters.FindLastIndex(IsBewit);
        if (last < 0)
            return HawkFailure.NotHawk;
        var value = parameters[last]["bewit=".Length..];
        var count = Count(parameters);
        if (count is 1 && (value.Contains('$', StringComparison.Ordinal) || (last == parameters.Count - 2 && parameters[^1].Length is 0)))
            return HawkFailure.NotHawk;
        if (input.Length > MaxLength)
            return HawkFailure.TargetTooLong;
        if (input.IndexOfAny(['\r', '\n']) >= 0 || !Utf16.IsWellFormed(input))
            return HawkFailure.MalformedHeader;
        if (value.Length is 0)
            return HawkFailure.EmptyBewit;
        if (count > 1)
            return HawkFailure.MultipleAuthentications;
        if (Decode(value) is not { } text)
            return HawkFailure.InvalidBewitEncoding;
        parts = text.Split('\\');
        if (parts.Length is not 4)
            return HawkFailure.InvalidBewitStructure;
        if (parts[0].Length is 0 || parts[1].Length is 0 || parts[2].Length is 0)
            return HawkFailure.MissingBewitAttributes;
        return AttributeGrammar.IsTimestamp(parts[1]) && Array.TrueForAll(parts, AttributeGrammar.IsValueOrEmpty) ? HawkFailure.None : HawkFailure.InvalidBewitStructure;
    }

    static string? Decode(string value)
    {
        for (var count = 0; count < 2 && value.EndsWith('='); count++)
            value = value[..^1];
        if (!value.All(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_') || value.Length % 4 is 1)
            return null;
        var standard = value.Replace('-', '+').Replace('_', '/').PadRight((value.Length + 3) / 4 * 4, '=');
        var bytes = Convert.FromBase64String(standard);
        return Convert.ToBase64String(bytes) == standard ? Encoding.Latin1.GetString(bytes) : null;
    }

    static string Without(string input, List<string> parameters)
    {
        var path = input[..input.IndexOf('?', StringComparison.Ordinal)];
        var rest = parameters.FindAll(static parameter => !IsBewit(parameter));
        return rest.Count is 0 ? path : $"{path}?{string.Join('&', rest)}";
    }

    string Issue(string resource, DateTimeOffset expires, string? ext, HawkFailure failure)
    {
        var target = Signed.Target(resource: resource);
        var bewit = HawkClient.CreateBewit(_credential, in target, expires, ext);
        var mac = Decode(bewit)!.Split('\\')[2];
        _issued.Add(string.Join('\n', resource, expires.ToUnixTimeSeconds(), mac, ext), failure);
        return resource + (resource.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "bewit=" + bewit;
    }

    HawkFailure Verify(in HawkBewit bewit, Meter meter)
    {
        var target = Signed.Target();
        meter.Start();
        var failure = HawkServer.VerifyBewit(in bewit, in target, _credential, Signed.Now, MaxLifetime, out _);
        meter.Stop();
        var key = string.Join('\n', bewit.Resource, bewit.Expires.ToString(), bewit.Mac.ToString(), bewit.Ext.ToString());
        var expected = _issued.GetValueOrDefault(key, HawkFailure.BadMac);
        BrokenInvariantException.Unless(failure == expected, $"The link is {failure}, not {expected}");
        return failure;
    }
}
