using System.Security.Cryptography;
using System.Text;
using Hawk.Wire;

namespace Hawk.Diagnostics;

/// <summary>Looks for the body, the media type and the form of the hash that give the client's payload hash: one change first, then two, then three.</summary>
sealed class PayloadSearch(HawkReceivedRequest request, HawkAlgorithm algorithm, SearchBudget budget)
{
    const int MaxMediaTypeLength = 256;

    const string MediaTypeAdvice =
        "The media type is signed without parameters, trimmed and in lower case, and it is the one that is sent; a body library often sets it after signing.";

    static readonly string[] CommonMediaTypes =
    [
        "application/json", "text/plain", "application/octet-stream", "application/x-www-form-urlencoded", "application/json; charset=utf-8",
        "application/json;charset=utf-8", "text/plain; charset=utf-8", "text/plain;charset=utf-8", "text/html", "application/xml", "multipart/form-data",
    ];

    readonly byte[] _body = request.Body.GetValueOrDefault().ToArray();
    readonly string _contentType = request.ContentType ?? string.Empty;

    /// <summary>What differs; null when nothing tried gives the hash, empty when the body matches as it is.</summary>
    internal IReadOnlyList<HawkFinding>? Find(string hash)
    {
        if (!DigestClaim.TryRead(hash, out var claim))
            return null;
        var bodies = Bodies();
        var mediaTypes = MediaTypes();
        for (var changes = 0; changes <= 3; changes++)
        {
            // Today's form first: a body that ends with a line feed has a second reading in the form without the last one.
            for (var form = PayloadForm.Current; form <= PayloadForm.Bare; form++)
            {
                if (FindWith(changes, form, claim, bodies, mediaTypes) is { } findings)
                    return findings;
            }
        }

        return null;
    }

    List<HawkFinding>? FindWith(
        int changes, PayloadForm form, DigestClaim claim, List<(byte[] Bytes, BodyVariant? Variant)> bodies, List<string> mediaTypes)
    {
        for (var body = 0; body < bodies.Count; body++)
        {
            for (var mediaType = 0; mediaType < mediaTypes.Count; mediaType++)
            {
                if (Changes(body, mediaType, form) != changes || (form is PayloadForm.Bare && mediaType > 0))
                    continue;
                if (Matches(claim, bodies[body].Bytes, mediaTypes[mediaType], form))
                    return Findings(claim, bodies[body].Variant, mediaType is 0 ? null : mediaTypes[mediaType], form);
            }
        }

        return null;
    }

    /// <summary>The hashes a client may have signed without sending them.</summary>
    internal IEnumerable<(string Hash, string MediaType)> Unsent()
    {
        foreach (var mediaType in MediaTypes())
        {
            if (budget.TrySpendHash(_body.Length))
                yield return (Convert.ToBase64String(Hash(algorithm, _body, mediaType, PayloadForm.Current)), mediaType);
        }
    }

    static int Changes(int body, int mediaType, PayloadForm form) =>
        (body > 0 ? 1 : 0) + (mediaType > 0 ? 1 : 0) + (form is PayloadForm.Current ? 0 : 1);

    List<(byte[] Bytes, BodyVariant? Variant)> Bodies()
    {
        List<(byte[] Bytes, BodyVariant? Variant)> bodies = [(_body, null)];
        foreach (var variant in BodyVariants.Of(_body))
        {
            if (variant.Make(_body) is { } made && !bodies.Exists(known => known.Bytes.AsSpan().SequenceEqual(made)))
                bodies.Add((made, variant));
        }

        return bodies;
    }

    /// <summary>The signed form of the received type first.</summary>
    List<string> MediaTypes()
    {
        var received = _contentType.Length > MaxMediaTypeLength ? _contentType[..MaxMediaTypeLength] : _contentType;
        var signed = Signed(received);
        var bare = received.Split(';')[0];
        List<string> types = [signed];
        foreach (var type in (IEnumerable<string>)[string.Empty, received, received.ToLowerInvariant(), bare, signed.ToUpperInvariant(),
            $"{signed}; charset=utf-8", $"{signed};charset=utf-8", $"{signed}; charset=UTF-8", .. CommonMediaTypes, .. Words.OfMissingValues])
        {
            if (!types.Contains(type, StringComparer.Ordinal))
                types.Add(type);
        }

        return types;
    }

    static string Signed(string contentType) => ContentType.TryTrim(contentType, out var mediaType) ? mediaType.ToString().ToLowerInvariant() : contentType;

    bool Matches(DigestClaim claim, byte[] body, string mediaType, PayloadForm form) =>
        budget.TrySpendHash(body.Length) && Mac.DigestEquals(Hash(claim.Algorithm, body, mediaType, form), claim.Canonical);

    List<HawkFinding> Findings(DigestClaim claim, BodyVariant? body, string? mediaType, PayloadForm form)
    {
        List<HawkFinding> findings = [];
        if (body is not null)
            findings.Add(new(HawkSubject.Payload, body.Signed, $"a body of {_body.Length} bytes", body.Advice));
        if (mediaType is not null)
            findings.Add(new(HawkSubject.ContentType, Printable.TextOrEmpty(mediaType), Printable.TextOrEmpty(Signed(_contentType)), MediaTypeAdvice));
        if (form is not PayloadForm.Current)
        {
            findings.Add(new(HawkSubject.Layout, form is PayloadForm.Bare ? "the hash of the body alone" : "the payload hash without a line feed after the body",
                "the hash over hawk.1.payload, the media type and the body, each with a line feed", "Hash all three lines; the last line feed is always added (section 4.4)."));
        }

        if (claim.Algorithm != algorithm)
            findings.Add(new(HawkSubject.Algorithm, $"a payload hash with {claim.Algorithm.Name()}", algorithm.Name(), "MAC and payload hash use the algorithm of the credential."));
        if (claim.OtherForm is { } other)
            findings.Add(new(HawkSubject.Payload, $"the right hash as {other}", "base64 with padding", "Write the hash in base64, standard alphabet, with padding."));
        return findings;
    }

    static byte[] Hash(HawkAlgorithm algorithm, byte[] body, string mediaType, PayloadForm form)
    {
        using var hash = IncrementalHash.CreateHash(algorithm.FrameworkName());
        if (form is not PayloadForm.Bare)
        {
            hash.AppendData("hawk.1.payload\n"u8);
            hash.AppendData(Encoding.UTF8.GetBytes(mediaType));
            hash.AppendData("\n"u8);
        }

        hash.AppendData(body);
        if (form is PayloadForm.Current)
            hash.AppendData("\n"u8);
        return hash.GetHashAndReset();
    }
}
