using System.Globalization;

namespace Hawk.Diagnostics;

/// <summary>Explains a MAC that does not match, and what is common to headers and bewits: the id, the key, the host and the port.</summary>
sealed class MacReading(ExplanationDraft draft, HawkCredential credential, DateTimeOffset now)
{
    internal void ExplainId(string id)
    {
        // Stores may find ids without regard to case; the MAC does not cover the id.
        if (string.Equals(id, credential.Id, StringComparison.OrdinalIgnoreCase))
            return;
        draft.Fails(HawkFailure.UnknownCredential);
        draft.Findings.Add(new(HawkSubject.Id, Printable.Text(id), Printable.Text(credential.Id),
            "The request names another credential than the one it is compared with: take that one's key, or correct the client's id."));
    }

    /// <summary>Whether a change was found that gives the client's MAC.</summary>
    internal bool Explain(string mac, Func<HawkAlgorithm, IEnumerable<IReadOnlyList<Variant>>> parts)
    {
        draft.Fails(HawkFailure.BadMac);
        if (!DigestClaim.TryRead(mac, out var claim))
        {
            draft.Findings.Add(new(HawkSubject.Mac, "20, 32, 48 or 64 bytes in base64",
                string.Create(CultureInfo.InvariantCulture, $"{mac.Length} characters that are no such digest"),
                "Send the whole MAC in base64, standard alphabet, with padding: 44 characters for sha256."));
            return false;
        }

        using var keys = KeyVariants.Of(credential, claim.Algorithm, now);
        var search = new MacSearch(
            [
                .. parts(claim.Algorithm), TargetVariants.Of(draft.Server, draft.Request), HostVariants.Hosts(draft.Server, draft.Request),
                HostVariants.Ports(draft.Server, draft.Request), LineVariants.Exts(draft.Server), keys.Variants, LineVariants.Layouts(draft.Server),
            ],
            keys.Given, claim.Canonical, draft.Budget);
        if (search.Find(draft.Server) is not { } changes)
        {
            Suggest(claim);
            return false;
        }

        draft.Findings.AddRange(changes.Select(static change => change.Finding).OfType<HawkFinding>());
        ExplainForm(claim);
        draft.MatchedBy(search.Match!);
        return true;
    }

    void ExplainForm(DigestClaim claim)
    {
        if (claim.Algorithm != credential.Algorithm)
        {
            draft.Findings.Add(new(HawkSubject.Algorithm, claim.Algorithm.Name(), credential.Algorithm.Name(),
                "The algorithm is part of the credential and never on the wire: give both sides the same."));
        }

        if (claim.OtherForm is { } other)
            draft.Findings.Add(new(HawkSubject.Mac, $"the right MAC as {other}", "base64 with padding", "Write the MAC in base64, standard alphabet, with padding."));
    }

    void Suggest(DigestClaim claim)
    {
        var suggestions = draft.Suggestions;
        if (claim.Algorithm != credential.Algorithm)
            suggestions.Add($"The MAC has the size of {claim.Algorithm.Name()}, and the credential says {credential.Algorithm.Name()}.");
        suggestions.Add("Let the client print the normalised string it signs and compare it with the one above, line by line.");
        suggestions.Add("Compare the key on both sides without printing it, for example the first digits of its SHA-256.");
        if (draft.Request.OtherHosts.Count is 0)
            suggestions.Add("If there is a proxy or another name for this server, give the names the client may use: they are tried too.");
        suggestions.Add("A proxy that takes a prefix off the path cannot be seen from here: compare the path with the URL the client uses.");
    }
}
