using System.Globalization;
using Hawk.Wire;

namespace Hawk.Diagnostics;

/// <summary>Explains a request with a bewit, check by check in the server's order (section 11.2). The bewit itself is never repeated.</summary>
sealed class BewitExplanation
{
    readonly ExplanationDraft _draft;
    readonly HawkBewit _bewit;

    BewitExplanation(HawkReceivedRequest request, in HawkBewit bewit, in HawkTarget target)
    {
        _draft = new ExplanationDraft(request, SignedLines.From(in bewit, in target));
        _bewit = bewit;
    }

    internal static HawkExplanation Explain(HawkReceivedRequest request, HawkCredential? credential, DateTimeOffset now)
    {
        var failure = HawkBewit.Parse(request.Method, request.RawTarget, request.Authorization is not null, out var bewit);
        if (failure is not HawkFailure.None)
            return new HawkExplanation { Failure = failure, Findings = [BewitReading.Explain(request, failure)] };
        if (!HawkTarget.TryFromHostField(request.Method, request.RawTarget, request.HostField, request.IsTls, out var target))
            return new HawkExplanation { Failure = HawkFailure.MalformedHeader, Findings = [TargetReading.Explain(request)] };

        var explanation = new BewitExplanation(request, in bewit, in target);
        if (credential is null)
            explanation.ExplainUnknown();
        else
            explanation.ExplainChecks(in target, credential, now);
        return explanation._draft.Finished();
    }

    void ExplainUnknown()
    {
        _draft.Fails(HawkFailure.UnknownCredential);
        _draft.Suggestions.Add("The id in the link names no credential here: compare this server with the one that made the link.");
    }

    void ExplainChecks(in HawkTarget target, HawkCredential credential, DateTimeOffset now)
    {
        var mac = new MacReading(_draft, credential, now);
        mac.ExplainId(_bewit.Id.ToString());
        if (HawkServer.VerifyBewit(in _bewit, in target, credential, now, TimeSpan.MaxValue, out var match) is not HawkFailure.BadMac)
            _draft.MatchedBy(_draft.Server with { Host = match.Target.Host.ToString().ToLowerInvariant() });
        else if (!mac.Explain(_bewit.Mac.ToString(), _ => [AfterTheBewit(), Methods()]))
            return;

        ExplainExpiry(now);
    }

    void ExplainExpiry(DateTimeOffset now)
    {
        var expires = _bewit.ExpiresSeconds;
        var server = now.ToUnixTimeSeconds();
        if ((expires * 1000) - now.ToUnixTimeMilliseconds() <= 0)
        {
            _draft.Fails(HawkFailure.AccessExpired);
            _draft.Findings.Add(new(HawkSubject.Clock, string.Create(CultureInfo.InvariantCulture, $"{expires}: {server - expires} seconds ago"),
                string.Create(CultureInfo.InvariantCulture, $"{server} on this server's clock"),
                "Make a new link, or one that lives longer. Links have no tolerance for clocks that disagree: the clock of whoever makes them has to be right."));
        }
        else if (Math.Abs((expires / 1000) - server) <= 366L * 24 * 3600)
        {
            _draft.Fails(HawkFailure.BewitLifetimeTooLong);
            _draft.Findings.Add(new(HawkSubject.Clock, string.Create(CultureInfo.InvariantCulture, $"{expires}: milliseconds"), "whole seconds",
                "Give the expiry in whole seconds since 1970-01-01 UTC, not in milliseconds; this link would practically never expire."));
        }
        else if (expires - server > (long)HawkVerifierOptions.DefaultMaxBewitLifetime.TotalSeconds)
        {
            _draft.Fails(HawkFailure.BewitLifetimeTooLong);
            _draft.Findings.Add(new(HawkSubject.Clock, string.Create(CultureInfo.InvariantCulture, $"{expires}: in {expires - server} seconds"),
                string.Create(CultureInfo.InvariantCulture, $"{server} on this server's clock"),
                "A server accepts links that live 7 days (and 5 minutes, for clocks that are ahead) at most unless it is told otherwise: make a shorter one, or allow more there."));
        }
    }

    IReadOnlyList<Variant> AfterTheBewit()
    {
        var list = new VariantList(_draft.Server, capacity: 4);
        var target = _draft.Request.RawTarget;
        BewitText.Find(target, out var value);
        var before = target[..(value.Start.Value - "?bewit=".Length)];
        list.Add(HawkSubject.Target, before, _draft.Server.Resource,
            "Parameters were added behind the link after it was made, as mailing tools, link shorteners and trackers do: add them before signing, or not at all.",
            lines => lines with { Resource = before });
        return list.Variants;
    }

    IReadOnlyList<Variant> Methods()
    {
        var list = new VariantList(_draft.Server, capacity: 2);
        foreach (var method in (ReadOnlySpan<string>)["HEAD", ""])
        {
            list.Add(HawkSubject.Method, method, "GET", "A link is always signed with the method GET, and opens HEAD too.", lines => lines with { Method = method });
        }

        return list.Variants;
    }
}
