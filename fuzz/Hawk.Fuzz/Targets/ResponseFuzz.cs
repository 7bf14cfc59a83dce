namespace Hawk.Fuzz.Targets;

/// <summary>
/// The <c>Server-Authorization</c> value a client reads (section 10): it passes only with the attributes of an answer the server has signed for this
/// request, and with a body only when its hash is that of the body.
/// </summary>
sealed class ResponseFuzz : IFuzzTarget, IDisposable
{
    const int MaxLength = 4096;

    readonly HawkCredential _credential = Signed.Credential();
    readonly HawkAuthorization _request;
    readonly HashSet<string> _signed = new(StringComparer.Ordinal);
    readonly string _bodyHash;

    internal ResponseFuzz()
    {
        _request = Signed.Requests(_credential)[^1];
        var seeds = new List<string>();
        var target = Signed.Target();
        HawkHeader.Parse(_request.Value, out var header);
        foreach (var ext in (string?[])[null, "response-specific", "x= y, mac=z"])
        {
            seeds.Add(HawkServer.SignResponse(in header, in target, _credential, HawkPayload.None, ext));
            seeds.Add(HawkServer.SignResponse(in header, in target, _credential, HawkPayload.FromBytes("application/json", Signed.Body), ext));
            seeds.Add(HawkServer.SignResponse(in header, in target, _credential, HawkPayload.FromBytes("text/plain", default), ext));
        }

        foreach (var seed in seeds)
            _signed.Add(SignedParts(AttributeGrammar.ReadServerAuthorization(seed)!));
        _bodyHash = AttributeGrammar.ReadServerAuthorization(seeds[1])!["hash"];
        Seeds = seeds;
    }

    public string Name => "response";

    public long AllocationBase => 256;

    public int AllocationPerCharacter => 6; // three calls, each with the name of what is wrong

    public IReadOnlyList<string> Seeds { get; }

    public void Dispose() => _credential.Dispose();

    public OutcomeHash Run(string input, Meter meter)
    {
        var attributes = input.Length <= MaxLength ? AttributeGrammar.ReadServerAuthorization(input) : null;
        var payload = HawkPayload.FromBytes("application/json", Signed.Body);
        meter.Start();
        var failure = HawkClient.VerifyResponse(_request, _credential, input, HawkResponseCheck.Required);
        var ifPresent = HawkClient.VerifyResponse(_request, _credential, input, HawkResponseCheck.IfPresent);
        meter.Stop();
        var withBody = HawkClient.VerifyResponse(_request, _credential, input, HawkResponseCheck.Required, in payload);

        var isSigned = attributes is not null && attributes.ContainsKey("mac") && _signed.Contains(SignedParts(attributes));
        var expected = attributes is null || !attributes.ContainsKey("mac") ? HawkResponseFailure.MalformedHeader
            : isSigned ? HawkResponseFailure.None
            : HawkResponseFailure.BadMac;
        BrokenInvariantException.Unless(failure == expected, $"The parser says {failure}, the grammar {expected}");
        BrokenInvariantException.Unless(failure == ifPresent, $"Required says {failure}, if-present {ifPresent}");
        var hash = attributes?.GetValueOrDefault("hash");
        if (failure is HawkResponseFailure.None)
            expected = hash is null ? HawkResponseFailure.MissingPayloadHash : hash == _bodyHash ? HawkResponseFailure.None : HawkResponseFailure.BadPayloadHash;
        BrokenInvariantException.Unless(withBody == expected, $"With the body it is {withBody}, not {expected}");
        return OutcomeHash.Start((ulong)failure).With((ulong)withBody).WithLength(input.Length).With((ulong)Math.Min(input.AsSpan().Count("=\""), 8))
            .With(attributes?.ContainsKey("ext") ?? false).With(hash is not null).WithLength(hash?.Length ?? 0);
    }

    static string SignedParts(Dictionary<string, string> attributes) =>
        string.Join('\n', attributes.GetValueOrDefault("mac"), attributes.GetValueOrDefault("hash"), attributes.GetValueOrDefault("ext"));
}
