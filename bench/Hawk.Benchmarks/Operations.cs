using System.Security.Cryptography;
using System.Text;

namespace Hawk.Benchmarks;

/// <summary>
/// What is measured. Every operation runs a number of times in a loop of its own, so that no call through a delegate is measured with it, and says
/// how often it had the outcome it should have.
/// </summary>
sealed class Operations : IDisposable
{
    public const int SmallPayload = 1024;
    public const int LargePayload = 1024 * 1024;

    const int Chunk = 16 * 1024;
    const string MediaType = "application/json";

    readonly HawkCredential _credential = new(BenchmarkedRequest.Id, BenchmarkedRequest.Key);
    readonly HawkCredential _exampleCredential = new("dh37fgj492je", BenchmarkedRequest.Key);
    readonly HawkCredential _changedOver;
    readonly byte[] _key = Encoding.UTF8.GetBytes(BenchmarkedRequest.Key);
    readonly IncrementalHash _keyed;
    readonly byte[] _text;
    readonly byte[] _mac = new byte[32];
    readonly byte[] _payload = RandomNumberGenerator.GetBytes(LargePayload);
    readonly string _wrongMac;
    readonly string _malformed;
    readonly string _wrongMacForIPv6;
    readonly string _bareIPv6;
    readonly string _bewit;
    readonly string _exampleHeader;
    readonly byte[] _exampleText;

    public Operations()
    {
        _keyed = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        _changedOver = new HawkCredential(BenchmarkedRequest.Id, "the key that came after it, of no importance")
        {
            EarlierKeys = [new(new HawkCredential(BenchmarkedRequest.Id, BenchmarkedRequest.Key), DateTimeOffset.MaxValue)],
        };
        var signed = HawkClient.Authorize(_credential, HawkTarget.FromUri(BenchmarkedRequest.Method, BenchmarkedRequest.Uri), BenchmarkedRequest.Now);
        Header = signed.Value;
        var example = HawkClient.Authorize(
            _exampleCredential,
            HawkTarget.FromUri("GET", new Uri($"http://{BenchmarkedRequest.ExampleHost}{BenchmarkedRequest.ExampleResource}")),
            BenchmarkedRequest.Now,
            options: BenchmarkedRequest.Example);
        _exampleHeader = example.Value;
        _exampleText = Encoding.UTF8.GetBytes(example.NormalizedText);
        _text = Encoding.UTF8.GetBytes(signed.NormalizedText);
        var mac = Header.IndexOf("mac=\"", StringComparison.Ordinal) + "mac=\"".Length;
        _wrongMac = Header[..mac] + (Header[mac] is 'A' ? 'B' : 'A') + Header[(mac + 1)..];
        // The request as received has the brackets; a wrong MAC for it is one that was made for another host.
        _wrongMacForIPv6 = Header;
        _ = HawkTarget.TryCreate(BenchmarkedRequest.Method, BenchmarkedRequest.Resource, "2001:db8::1", BenchmarkedRequest.Port, out var bare);
        _bareIPv6 = HawkClient.Authorize(_credential, in bare, BenchmarkedRequest.Now).Value;
        _bewit = HawkClient.CreateBewit(
            _credential, HawkTarget.FromUri("GET", BenchmarkedRequest.Uri), BenchmarkedRequest.Now.AddMinutes(5));
        // The fault comes last, where finding it has cost the most.
        _malformed = Header + ", mac=\"again\"";
    }

    public string Header { get; }

    public int TextLength => _text.Length;

    public int ExampleHeaderLength => _exampleHeader.Length;

    public int ExampleTextLength => _exampleText.Length;

    public void Dispose()
    {
        _credential.Dispose();
        _exampleCredential.Dispose();
        _changedOver.Dispose();
        _keyed.Dispose();
    }

    public int OneShotHmac(int times)
    {
        var done = 0;
        for (var time = 0; time < times; time++)
            done += HMACSHA256.HashData(_key, _text, _mac) is 32 ? 1 : 0;
        return done;
    }

    /// <summary>The baseline of <see cref="VerifyExample"/>.</summary>
    public int OneShotHmacOfExample(int times)
    {
        var done = 0;
        for (var time = 0; time < times; time++)
            done += HMACSHA256.HashData(_key, _exampleText, _mac) is 32 ? 1 : 0;
        return done;
    }

    public int KeyedHmac(int times)
    {
        var done = 0;
        for (var time = 0; time < times; time++)
        {
            _keyed.AppendData(_text);
            done += _keyed.GetHashAndReset(_mac) is 32 ? 1 : 0;
        }

        return done;
    }

    public int Parse(int times)
    {
        var done = 0;
        for (var time = 0; time < times; time++)
            done += HawkHeader.Parse(Header, out _) is HawkFailure.None ? 1 : 0;
        return done;
    }

    /// <summary>Parse, MAC and comparison alone: the target is made before, once.</summary>
    public int Verify(int times)
    {
        var done = 0;
        if (!HawkTarget.TryFromHostField(BenchmarkedRequest.Method, BenchmarkedRequest.Resource, BenchmarkedRequest.Host, isTls: false, out var target))
            return done;
        for (var time = 0; time < times; time++)
        {
            if (HawkHeader.Parse(Header, out var header) is HawkFailure.None
                && HawkServer.VerifyMac(in header, in target, _credential, BenchmarkedRequest.Now) is HawkFailure.None)
                done++;
        }

        return done;
    }

    /// <summary>As <see cref="Verify"/>, for the example of the documents.</summary>
    public int VerifyExample(int times)
    {
        var done = 0;
        if (!HawkTarget.TryFromHostField(
            BenchmarkedRequest.Method, BenchmarkedRequest.ExampleResource, BenchmarkedRequest.ExampleHost, isTls: false, out var target))
            return done;
        for (var time = 0; time < times; time++)
        {
            if (HawkHeader.Parse(_exampleHeader, out var header) is HawkFailure.None
                && HawkServer.VerifyMac(in header, in target, _exampleCredential, BenchmarkedRequest.Now) is HawkFailure.None)
                done++;
        }

        return done;
    }

    public int VerifyBewit(int times)
    {
        var done = 0;
        var request = BenchmarkedRequest.Resource + "&bewit=" + _bewit;
        for (var time = 0; time < times; time++)
        {
            if (HawkTarget.TryFromHostField(BenchmarkedRequest.Method, request, BenchmarkedRequest.Host, isTls: false, out var target)
                && HawkBewit.Parse(BenchmarkedRequest.Method, request, hasAuthorization: false, out var bewit) is HawkFailure.None
                && HawkServer.VerifyBewit(in bewit, in target, _credential, BenchmarkedRequest.Now, TimeSpan.MaxValue, out _) is HawkFailure.None)
                done++;
        }

        return done;
    }

    public int Accept(int times) => Judge(times, Header, _credential, BenchmarkedRequest.Now, HawkFailure.None);

    public int AcceptEarlierKey(int times) => Judge(times, Header, _changedOver, BenchmarkedRequest.Now, HawkFailure.None);

    public int RefuseMalformed(int times) => Judge(times, _malformed, _credential, BenchmarkedRequest.Now, HawkFailure.MalformedHeader);

    public int RefuseUnknownId(int times) => Judge(times, Header, credential: null, BenchmarkedRequest.Now, HawkFailure.UnknownCredential);

    public int RefuseWrongMac(int times) => Judge(times, _wrongMac, _credential, BenchmarkedRequest.Now, HawkFailure.BadMac);

    public int AcceptBareIPv6(int times) =>
        Judge(times, _bareIPv6, _credential, BenchmarkedRequest.Now, HawkFailure.None, BenchmarkedRequest.IPv6Host);

    public int RefuseWrongMacByEarlierKey(int times) => Judge(times, _wrongMac, _changedOver, BenchmarkedRequest.Now, HawkFailure.BadMac);

    public int RefuseWrongMacForIPv6(int times) =>
        Judge(times, _wrongMacForIPv6, _credential, BenchmarkedRequest.Now, HawkFailure.BadMac, BenchmarkedRequest.IPv6Host);

    /// <summary>The refusal and the answer to it: the MAC of the request and the MAC of the server's time.</summary>
    public int RefuseStaleWithChallenge(int times)
    {
        var done = 0;
        var late = BenchmarkedRequest.Now.AddHours(1);
        for (var time = 0; time < times; time++)
        {
            if (Judge(Header, _credential, late, BenchmarkedRequest.Host) is HawkFailure.StaleTimestamp)
                done += HawkServer.StaleChallenge(_credential, late).Length > 0 ? 1 : 0;
        }

        return done;
    }

    public int RefuseStale(int times) => Judge(times, Header, _credential, BenchmarkedRequest.Now.AddHours(1), HawkFailure.StaleTimestamp);

    /// <summary>What a stale request is answered with: a second MAC, as every accepted request whose response is signed has one.</summary>
    public int StaleChallenge(int times)
    {
        var done = 0;
        for (var time = 0; time < times; time++)
            done += HawkServer.StaleChallenge(_credential, BenchmarkedRequest.Now).Length > 0 ? 1 : 0;
        return done;
    }

    public int Sign(int times)
    {
        var done = 0;
        for (var time = 0; time < times; time++)
        {
            if (HawkTarget.TryCreate(BenchmarkedRequest.Method, BenchmarkedRequest.Resource, BenchmarkedRequest.HostName, BenchmarkedRequest.Port, out var target))
                done += HawkClient.Authorize(_credential, in target, BenchmarkedRequest.Now).Value.Length == Header.Length ? 1 : 0;
        }

        return done;
    }

    public int Sha256Small(int times) => Sha256(times, SmallPayload);

    public int Sha256Large(int times) => Sha256(times, LargePayload);

    public int PayloadSmall(int times) => Payload(times, SmallPayload);

    public int PayloadLarge(int times) => Payload(times, LargePayload);

    public int PayloadInChunks(int times)
    {
        var done = 0;
        for (var time = 0; time < times; time++)
        {
            if (!PayloadHasher.TryCreate(HawkAlgorithm.Sha256, MediaType, out var hasher))
                continue;
            using (hasher)
            {
                for (var position = 0; position < _payload.Length; position += Chunk)
                    hasher.Append(_payload.AsSpan(position, Chunk));
                done += hasher.Finish(_mac) is 32 ? 1 : 0;
            }
        }

        return done;
    }

    static int Judge(int times, string header, HawkCredential? credential, DateTimeOffset now, HawkFailure expected, string host = BenchmarkedRequest.Host)
    {
        var done = 0;
        for (var time = 0; time < times; time++)
            done += Judge(header, credential, now, host) == expected ? 1 : 0;
        return done;
    }

    /// <summary>Everything a server does before it looks at the body and at the nonce.</summary>
    static HawkFailure Judge(string value, HawkCredential? credential, DateTimeOffset now, string host)
    {
        var failure = HawkHeader.Parse(value, out var header);
        if (failure is not HawkFailure.None)
            return failure;
        if (!HawkTarget.TryFromHostField(BenchmarkedRequest.Method, BenchmarkedRequest.Resource, host, isTls: false, out var target))
            return HawkFailure.MalformedHeader;
        failure = HawkServer.VerifyMac(in header, in target, credential, now);
        return failure is HawkFailure.None ? HawkServer.VerifyFreshness(in header, now, HawkServer.DefaultSkew) : failure;
    }

    int Sha256(int times, int length)
    {
        var done = 0;
        for (var time = 0; time < times; time++)
            done += SHA256.HashData(_payload.AsSpan(0, length), _mac) is 32 ? 1 : 0;
        return done;
    }

    int Payload(int times, int length)
    {
        var done = 0;
        for (var time = 0; time < times; time++)
            done += PayloadHasher.TryHash(HawkAlgorithm.Sha256, MediaType, _payload.AsSpan(0, length), _mac, out _) ? 1 : 0;
        return done;
    }
}
