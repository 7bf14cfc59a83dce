using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>The rules of the specification that contradict the reference, and what must hold instead.</summary>
static class SpecRules
{
    public static IReadOnlyList<SpecRule> All { get; } =
    [
        new(
            "4.2 Do",
            "an ext with a quote, a backslash, a control or a character outside ASCII is refused when signing",
            ["client-header", "server-header", "get-bewit"],
            static vector => vector.ExpectsSuccess && !RuleChecks.CanStandInHeader(RuleChecks.ExtOf(vector)),
            RuleChecks.UnsignableExt),
        new(
            "4.4 Do",
            "a media type outside ASCII is invalid",
            ["payload-hash"],
            static vector => !System.Text.Ascii.IsValid(Vector.Text(vector.Input, "contentType")),
            RuleChecks.RefusedMediaType),
        new(
            "4.4 Do",
            "a media type outside ASCII is invalid",
            ["server-header"],
            static vector => !System.Text.Ascii.IsValid(Vector.Text(vector.Input.GetProperty("options"), "contentType")),
            RuleChecks.UnsignableMediaType),
        new(
            "4.4 Do",
            "a body needs a valid hash, and an empty one may omit it",
            ["server-authenticate"],
            static vector => Vector.Text(vector.Expected, "message") == HawkFailure.MissingPayloadHash.Message() && Vector.Payload(vector.Input.GetProperty("options")) is { Length: 0 },
            RuleChecks.EmptyBodyWithoutHash),
        new(
            "5.1 Harden",
            "an explicit port is kept as it is given",
            ["server-authenticate"],
            static vector => vector.ExpectsSuccess && RuleChecks.HasExplicitPort80UnderTls(vector),
            RuleChecks.KeptPort),
        new(
            "5.1 Harden",
            "a comma in the Host field is refused",
            ["parse-host"],
            static vector => Vector.Text(vector.Input, "hostHeader")?.Contains(',') is true,
            static vector => ParseHost.TryRead(vector, out _) ? "is accepted" : null),
        new(
            "5.3 Do",
            "an IPv6 address is signed in brackets",
            ["client-url"],
            static vector => Vector.Text(vector.Expected, "host") is { } host && host.Contains(':') && host[0] is not '[',
            RuleChecks.BracketedHost),
        new(
            "7 Harden",
            "unknown credentials and a bad MAC are answered alike, and told apart in the log",
            ["server-authenticate", "authenticate-bewit", "authenticate-message"],
            static vector => Vector.Text(vector.Expected, "message") == HawkFailure.UnknownCredential.Message(),
            RuleChecks.AnsweredLikeBadMac),
        new(
            "7 Harden",
            "freshness is checked before a nonce is recorded, so that a replay that is stale too is answered as stale",
            ["server-authenticate"],
            static vector => Vector.Text(vector.Expected, "message") == HawkFailure.Replay.Message() && RuleChecks.IsStale(vector),
            RuleChecks.StaleReplay),
        new(
            "10 Harden",
            "other challenges beside a response are ignored, not refused",
            ["client-authenticate"],
            static vector => Vector.Text(vector.Expected, "message") is "Invalid WWW-Authenticate header"
                && Vector.Text(vector.Input.GetProperty("responseHeaders"), "www-authenticate")?.Contains("ts=", StringComparison.Ordinal) is false,
            RuleChecks.IgnoredChallenge),
        new(
            "11.1 Harden",
            "more than one bewit parameter is refused with 400",
            ["authenticate-bewit"],
            static vector => RuleChecks.QueryOf(vector).Split('&').Count(static parameter => parameter.StartsWith(RuleChecks.BewitName, StringComparison.Ordinal)) > 1,
            static vector => RuleChecks.RefusedWith(vector, HawkFailure.MultipleAuthentications)),
        new(
            "11.1 Harden",
            "a bewit is looked for in the query only",
            ["authenticate-bewit"],
            static vector => !AuthenticateBewit.UrlOf(vector).Contains('?') && AuthenticateBewit.UrlOf(vector).Contains(RuleChecks.BewitName, StringComparison.Ordinal),
            static vector => RuleChecks.RefusedWith(vector, HawkFailure.NotHawk)),
        new(
            "11.2 Do",
            "up to two padding characters after a bewit are accepted and ignored",
            ["authenticate-bewit"],
            static vector => RuleChecks.PaddingOf(vector) is 1 or 2,
            RuleChecks.IgnoredPadding),
    ];
}
