using System.Globalization;

namespace Hawk.Diagnostics;

/// <summary>Explains a request with a Hawk header, check by check in the server's order (section 7).</summary>
sealed class HeaderExplanation
{
    readonly HawkReceivedRequest _request;
    readonly HawkHeader _header;
    readonly SignedLines _server;
    readonly SearchBudget _budget = new();
    readonly List<HawkFinding> _findings = [];
    readonly List<string> _suggestions = [];

    HeaderExplanation(HawkReceivedRequest request, in HawkHeader header, SignedLines server)
    {
        _request = request;
        _header = header;
        _server = server;
    }

    internal static HawkExplanation Explain(HawkReceivedRequest request, HawkCredential? credential, DateTimeOffset now, TimeSpan skew)
    {
        var failure = HawkHeader.Parse(request.Authorization, out var header);
        if (failure is not HawkFailure.None)
            return new HawkExplanation { Failure = failure, Findings = [HeaderReading.Explain(request.Authorization, failure)] };
        if (!HawkTarget.TryFromHostField(request.Method, request.RawTarget, request.HostField, request.IsTls, out var target))
            return new HawkExplanation { Failure = HawkFailure.MalformedHeader, Findings = [TargetReading.Explain(request)] };

        var explanation = new HeaderExplanation(request, in header, SignedLines.From(in header, in target));
        return credential is null ? explanation.WithoutCredential() : explanation.Explain(in target, credential, now, skew);
    }

    HawkExplanation WithoutCredential()
    {
        _suggestions.Add("The id names no credential of this server: compare it with the one the client was given, and the server with the one that gave it.");
        return Finished(HawkFailure.UnknownCredential, client: null);
    }

    HawkExplanation Explain(in HawkTarget target, HawkCredential credential, DateTimeOffset now, TimeSpan skew)
    {
        var failure = ExplainId(credential);
        SignedLines? client;
        if (HawkServer.VerifyMac(in _header, in target, credential, now, out var match) is HawkFailure.None)
        {
            client = _server with { Host = match.Target.Host.ToString().ToLowerInvariant() };
        }
        else
        {
            failure = First(failure, HawkFailure.BadMac);
            client = ExplainMac(credential, now);
        }

        if (client is null)
        {
            Suggest(credential, now, skew);
            return Finished(failure, client);
        }

        if (ClockReading.Explain(in _header, now, skew) is { } clock)
        {
            failure = First(failure, HawkFailure.StaleTimestamp);
            _findings.Add(clock);
        }

        return Finished(First(failure, ExplainPayload(match.Credential.Algorithm)), client);
    }

    HawkFailure ExplainId(HawkCredential credential)
    {
        // Stores may find ids without regard to case; the MAC does not cover the id.
        var id = _header.Id.ToString();
        if (string.Equals(id, credential.Id, StringComparison.OrdinalIgnoreCase))
            return HawkFailure.None;
        _findings.Add(new(HawkSubject.Id, Printable.Text(id), Printable.Text(credential.Id),
            "The header names another credential than the one it is compared with: take that one's key, or correct the client's id."));
        return HawkFailure.UnknownCredential;
    }

    SignedLines? ExplainMac(HawkCredential credential, DateTimeOffset now)
    {
        if (!DigestClaim.TryRead(_header.Mac.ToString(), out var claim))
        {
            _findings.Add(new(HawkSubject.Mac, "20, 32, 48 or 64 bytes in base64", string.Create(CultureInfo.InvariantCulture, $"{_header.Mac.Length} characters that are no such digest"),
                "Send the whole MAC in base64, standard alphabet, with padding: 44 characters for sha256."));
            return null;
        }

        using var keys = KeyVariants.Of(credential, claim.Algorithm, now);
        var payload = new PayloadSearch(_request, claim.Algorithm, _budget);
        IReadOnlyList<Variant>[] parts =
        [
            LineVariants.Methods(_server, _request), TargetVariants.Of(_server, _request), HostVariants.Hosts(_server, _request),
            HostVariants.Ports(_server, _request), Hashes(payload), LineVariants.Exts(_server), LineVariants.Apps(_server, in _header),
            LineVariants.Nonces(_server), LineVariants.Timestamps(_server, _header.TimestampSeconds), keys.Variants, LineVariants.Layouts(_server),
        ];
        var search = new MacSearch(parts, keys.Given, claim.Canonical, _budget);
        if (search.Find(_server) is not { } changes)
        {
            if (claim.Algorithm != credential.Algorithm)
                _suggestions.Add($"The MAC has the size of {claim.Algorithm.Name()}, and the credential says {credential.Algorithm.Name()}.");
            return null;
        }

        _findings.AddRange(changes.Select(static change => change.Finding).OfType<HawkFinding>());
        if (claim.Algorithm != credential.Algorithm)
        {
            _findings.Add(new(HawkSubject.Algorithm, claim.Algorithm.Name(), credential.Algorithm.Name(),
                "The algorithm is part of the credential and never on the wire: give both sides the same."));
        }

        if (claim.OtherForm is { } other)
            _findings.Add(new(HawkSubject.Mac, $"the right MAC as {other}", "base64 with padding", "Write the MAC in base64, standard alphabet, with padding."));
        return search.Match;
    }

    IReadOnlyList<Variant> Hashes(PayloadSearch payload)
    {
        var list = new VariantList(_server, capacity: 24);
        if (_header.HasHash)
        {
            list.Add(HawkSubject.Payload, "an empty hash line", "the hash of the header",
                "The client sends hash and does not sign it: hash the body first, then make the MAC.", static lines => lines with { Hash = string.Empty });
        }
        else if (_request.Body is not null)
        {
            foreach (var (hash, mediaType) in payload.Unsent())
            {
                list.Add(HawkSubject.Payload, $"the hash of the body with media type {Printable.TextOrEmpty(mediaType)}", "no hash in the header",
                    "The client signs the payload hash and does not send it: add the hash attribute.", lines => lines with { Hash = hash });
            }
        }

        foreach (var word in Words.OfMissingValues)
        {
            list.Add(HawkSubject.Payload, word, _header.HasHash ? "the hash of the header" : "no hash in the header",
                "The client signed a variable that had no value; without a payload hash the line is empty.", lines => lines with { Hash = word });
        }

        return list.Variants;
    }

    HawkFailure ExplainPayload(HawkAlgorithm algorithm)
    {
        if (_request.Body is not { } body)
        {
            if (_header.HasHash)
                _suggestions.Add("The header carries a payload hash and the body was not given: it was not compared.");
            return HawkFailure.None;
        }

        if (!_header.HasHash)
            return ExplainMissingHash(body.Length);
        if (new PayloadSearch(_request, algorithm, _budget).Find(_header.Hash.ToString()) is not { } differences)
        {
            _suggestions.Add("The MAC is right and the body is not the one that was hashed. Compare the number of bytes sent and received, and what a proxy, a framework or a logger does with the body.");
            _suggestions.Add("If the body is JSON or a form: let the client serialise it once and hash and send those bytes.");
            return HawkFailure.BadPayloadHash;
        }

        _findings.AddRange(differences);
        return differences.Count is 0 ? HawkFailure.None : HawkFailure.BadPayloadHash;
    }

    HawkFailure ExplainMissingHash(int size)
    {
        if (size is 0)
            return HawkFailure.None;
        _findings.Add(new(HawkSubject.Payload, "no payload hash", string.Create(CultureInfo.InvariantCulture, $"a body of {size} bytes"),
            "Let the client hash the body and send hash; a server that requires it (the default here) refuses this request otherwise."));
        return HawkFailure.MissingPayloadHash;
    }

    void Suggest(HawkCredential credential, DateTimeOffset now, TimeSpan skew)
    {
        _suggestions.Add("Let the client print the normalised string it signs and compare it with the one above, line by line.");
        _suggestions.Add("Compare the key on both sides without printing it, for example the first digits of its SHA-256.");
        if (_request.OtherHosts.Count is 0)
            _suggestions.Add("If there is a proxy or another name for this server, give the names the client may use: they are tried too.");
        _suggestions.Add("A proxy that takes a prefix off the path cannot be seen from here: compare the path with the URL the client uses.");
        if (ClockReading.Explain(in _header, now, skew) is { } clock)
            _suggestions.Add($"The timestamp would not be accepted either: {clock.Signed}.");
        if (!_header.HasHash || _request.Body is null)
            return;
        var payload = HawkPayload.FromBytes(_request.ContentType, _request.Body.Value.Span);
        _suggestions.Add(HawkServer.VerifyPayload(in _header, credential, in payload) is HawkFailure.None
            ? "The body matches the hash in the header, so the body and its media type are not the reason."
            : "The body as it arrived does not match the hash in the header either.");
    }

    HawkExplanation Finished(HawkFailure failure, SignedLines? client)
    {
        if (_budget.IsExhausted && _findings.Count is 0)
            _suggestions.Add("The request is so large that not everything was tried: try again with a small one.");
        return new HawkExplanation
        {
            Failure = failure,
            Findings = _findings,
            Suggestions = _suggestions,
            ServerLines = _server,
            ClientLines = client,
            Tried = _budget.Tried,
        };
    }

    static HawkFailure First(HawkFailure earlier, HawkFailure later) => earlier is HawkFailure.None ? later : earlier;
}
