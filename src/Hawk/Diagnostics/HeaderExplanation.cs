using System.Globalization;

namespace Hawk.Diagnostics;

/// <summary>Explains a request with a Hawk header, check by check in the server's order (section 7).</summary>
sealed class HeaderExplanation
{
    readonly ExplanationDraft _draft;
    readonly HawkHeader _header;

    HeaderExplanation(HawkReceivedRequest request, in HawkHeader header, in HawkTarget target)
    {
        _draft = new ExplanationDraft(request, SignedLines.From(in header, in target));
        _header = header;
    }

    internal static HawkExplanation Explain(HawkReceivedRequest request, HawkCredential? credential, DateTimeOffset now, TimeSpan skew)
    {
        var failure = HawkHeader.Parse(request.Authorization, out var header);
        if (failure is not HawkFailure.None)
            return new HawkExplanation { Failure = failure, Findings = [HeaderReading.Explain(request.Authorization, failure)] };
        if (!HawkTarget.TryFromHostField(request.Method, request.RawTarget, request.HostField, request.IsTls, out var target))
            return new HawkExplanation { Failure = HawkFailure.MalformedHeader, Findings = [TargetReading.Explain(request)] };

        var explanation = new HeaderExplanation(request, in header, in target);
        if (credential is null)
            explanation.ExplainUnknown();
        else
            explanation.ExplainChecks(in target, credential, now, skew);
        return explanation._draft.Finished();
    }

    void ExplainUnknown()
    {
        _draft.Fails(HawkFailure.UnknownCredential);
        _draft.Suggestions.Add("The id names no credential here: compare it with the one the client was given, and this server with the one that gave it.");
    }

    void ExplainChecks(in HawkTarget target, HawkCredential credential, DateTimeOffset now, TimeSpan skew)
    {
        var mac = new MacReading(_draft, credential, now);
        mac.ExplainId(_header.Id.ToString());
        var algorithm = credential.Algorithm;
        if (HawkServer.VerifyMac(in _header, in target, credential, now, out var match) is HawkFailure.None)
        {
            algorithm = match.Credential.Algorithm;
            _draft.MatchedBy(_draft.Server with { Host = match.Target.Host.ToString().ToLowerInvariant() });
        }
        else if (!mac.Explain(_header.Mac.ToString(), Parts))
        {
            SuggestMore(credential, now, skew);
            return;
        }

        if (ClockReading.Explain(in _header, now, skew) is { } clock)
        {
            _draft.Fails(HawkFailure.StaleTimestamp);
            _draft.Findings.Add(clock);
        }

        ExplainPayload(algorithm);
    }

    IEnumerable<IReadOnlyList<Variant>> Parts(HawkAlgorithm algorithm) =>
    [
        LineVariants.Methods(_draft.Server, _draft.Request), Hashes(algorithm), LineVariants.Apps(_draft.Server, in _header),
        LineVariants.Nonces(_draft.Server), LineVariants.Timestamps(_draft.Server, _header.TimestampSeconds),
    ];

    IReadOnlyList<Variant> Hashes(HawkAlgorithm algorithm)
    {
        var list = new VariantList(_draft.Server, capacity: 24);
        var received = _header.HasHash ? "the hash of the header" : "no hash in the header";
        if (_header.HasHash)
        {
            list.Add(HawkSubject.Payload, "an empty hash line", received,
                "The client sends hash and does not sign it: hash the body first, then make the MAC.", static lines => lines with { Hash = string.Empty });
        }
        else if (_draft.Request.Body is not null)
        {
            foreach (var (hash, mediaType) in new PayloadSearch(_draft.Request, algorithm, _draft.Budget).Unsent())
            {
                list.Add(HawkSubject.Payload, $"the hash of the body with media type {Printable.TextOrEmpty(mediaType)}", received,
                    "The client signs the payload hash and does not send it: add the hash attribute.", lines => lines with { Hash = hash });
            }
        }

        foreach (var word in Words.OfMissingValues)
        {
            list.Add(HawkSubject.Payload, word, received,
                "The client signed a variable that had no value; without a payload hash the line is empty.", lines => lines with { Hash = word });
        }

        return list.Variants;
    }

    void ExplainPayload(HawkAlgorithm algorithm)
    {
        if (_draft.Request.Body is not { } body)
        {
            if (_header.HasHash)
                _draft.Suggestions.Add("The header carries a payload hash and the body was not given: it was not compared.");
            return;
        }

        if (!_header.HasHash)
        {
            ExplainMissingHash(body.Length);
            return;
        }

        if (new PayloadSearch(_draft.Request, algorithm, _draft.Budget).Find(_header.Hash.ToString()) is not { } differences)
        {
            _draft.Fails(HawkFailure.BadPayloadHash);
            _draft.Suggestions.Add(
                "The body is not the one that was hashed. Compare the number of bytes sent and received, and what a proxy, a framework or a logger does with the body.");
            _draft.Suggestions.Add("If the body is JSON or a form: let the client serialise it once, hash those bytes and send them.");
        }
        else if (differences.Count > 0)
        {
            _draft.Fails(HawkFailure.BadPayloadHash);
            _draft.Findings.AddRange(differences);
        }
    }

    void ExplainMissingHash(int size)
    {
        // When the client has signed a hash without sending it, that is said already.
        if (size is 0 || _draft.Findings.Exists(static finding => finding.Subject is HawkSubject.Payload))
            return;
        _draft.Fails(HawkFailure.MissingPayloadHash);
        _draft.Findings.Add(new(HawkSubject.Payload, "no payload hash", string.Create(CultureInfo.InvariantCulture, $"a body of {size} bytes"),
            "Let the client hash the body and send hash; a server that requires it (the default here) refuses this request otherwise."));
    }

    void SuggestMore(HawkCredential credential, DateTimeOffset now, TimeSpan skew)
    {
        if (ClockReading.Explain(in _header, now, skew) is { } clock)
            _draft.Suggestions.Add($"The timestamp would not be accepted either: {clock.Signed}.");
        if (!_header.HasHash || _draft.Request.Body is not { } body)
            return;
        var payload = HawkPayload.FromBytes(_draft.Request.ContentType, body.Span);
        _draft.Suggestions.Add(HawkServer.VerifyPayload(in _header, credential, in payload) is HawkFailure.None
            ? "The body matches the hash in the header, so the body and its media type are not the reason."
            : "The body as it arrived does not match the hash in the header either.");
    }
}
