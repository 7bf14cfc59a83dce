namespace Hawk.Fuzz.Targets;

/// <summary>
/// A header somebody has altered (section 7): it verifies only when every signed attribute is that of one signed header. The id is what the
/// credential is found by, and <c>dlg</c> without <c>app</c> is not signed (section 4.1); the two may differ.
/// </summary>
sealed class MacFuzz : IFuzzTarget, IDisposable
{
    readonly HawkCredential _credential = Signed.Credential();
    readonly HashSet<string> _signed = new(StringComparer.Ordinal);
    readonly string _hash;

    internal MacFuzz()
    {
        var requests = Signed.Requests(_credential);
        Seeds = [.. requests.Select(static request => request.Value)];
        _hash = requests.First(static request => request.Hash is not null).Hash!;
        foreach (var seed in Seeds)
        {
            HawkHeader.Parse(seed, out var header);
            _signed.Add(SignedParts(in header));
        }
    }

    public string Name => "mac";

    public long AllocationBase => 256;

    public int AllocationPerCharacter => 2; // the name of what is wrong

    public IReadOnlyList<string> Seeds { get; }

    public void Dispose() => _credential.Dispose();

    public OutcomeHash Run(string input, Meter meter)
    {
        var target = Signed.Target();
        var payload = HawkPayload.FromBytes("application/json", Signed.Body);
        meter.Start();
        var parsed = HawkHeader.Parse(input, out var header);
        meter.Stop();
        if (parsed is not HawkFailure.None)
            return OutcomeHash.Start((ulong)parsed).WithLength(input.Length);

        meter.Start();
        var failure = HawkServer.VerifyMac(in header, in target, _credential, Signed.Now, out var match);
        var freshness = HawkServer.VerifyFreshness(in header, Signed.Now, HawkServer.DefaultSkew);
        meter.Stop();
        var hashed = HawkServer.VerifyPayload(in header, _credential, in payload);

        var isSigned = _signed.Contains(SignedParts(in header));
        BrokenInvariantException.Unless(failure is HawkFailure.None == isSigned, $"{failure} although it is {(isSigned ? "" : "not ")}what was signed");
        BrokenInvariantException.Unless(failure is HawkFailure.None or HawkFailure.BadMac, $"VerifyMac says {failure}");
        BrokenInvariantException.Unless(ReferenceEquals(match.Credential, isSigned ? _credential : null), "The match names another credential");
        var isFresh = header.TimestampSeconds - Signed.Now.ToUnixTimeSeconds() is >= -60 and <= 60;
        BrokenInvariantException.Unless(freshness is HawkFailure.None == isFresh, $"{freshness} at {header.TimestampSeconds}");
        var expected = !header.HasHash ? HawkFailure.MissingPayloadHash : header.Hash.SequenceEqual(_hash) ? HawkFailure.None : HawkFailure.BadPayloadHash;
        BrokenInvariantException.Unless(hashed == expected, $"The payload is {hashed}, not {expected}");
        return OutcomeHash.Start((ulong)failure).With((ulong)freshness).With((ulong)hashed).With(header.HasExt).With(header.HasApp).With(header.HasDlg)
            .WithLength(header.Mac.Length).WithLength(header.Ext.Length).WithLength(header.Nonce.Length).WithLength(header.Id.Length);
    }

    static string SignedParts(in HawkHeader header) => string.Join(
        '\n', header.Timestamp.ToString(), header.Nonce.ToString(), header.Hash.ToString(), header.Ext.ToString(), header.App.ToString(),
        header.HasApp ? header.Dlg.ToString() : "", header.Mac.ToString());
}
