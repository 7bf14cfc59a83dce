using Hawk;
using Hawk.Diagnostics;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>The rules of the specification that contradict the reference, and what must hold instead.</summary>
static class SpecRules
{
    public static IReadOnlyList<SpecRule> All { get; } =
    [
        new(
            "4.2 Do",
            "an ext with a quote, a backslash, a control or a character outside ASCII is refused when signing",
            ["client-header", "server-header"],
            static vector => vector.ExpectsSuccess && !CanStandInHeader(ExtOf(vector)),
            UnsignableExt),
        new(
            "4.4 Do",
            "a media type outside ASCII is invalid",
            ["payload-hash"],
            static vector => !System.Text.Ascii.IsValid(Vector.Text(vector.Input, "contentType")),
            RefusedMediaType),
        new(
            "4.4 Do",
            "a media type outside ASCII is invalid",
            ["server-header"],
            static vector => !System.Text.Ascii.IsValid(Vector.Text(vector.Input.GetProperty("options"), "contentType")),
            UnsignableMediaType),
        new(
            "5.1 Harden",
            "an explicit port is kept as it is given",
            ["server-authenticate"],
            static vector => vector.ExpectsSuccess && HasExplicitPort80UnderTls(vector),
            KeptPort),
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
            BracketedHost),
        new(
            "7 Harden",
            "unknown credentials and a bad MAC are answered alike, and told apart in the log",
            ["server-authenticate"],
            static vector => Vector.Text(vector.Expected, "message") == HawkFailure.UnknownCredential.Message(),
            static vector => ServerAuthenticate.TryTarget(vector.Input, out var target)
                ? AnsweredLikeBadMac(ServerAuthenticate.Judge(vector.Input, in target, out _))
                : "the host is refused"),
        new(
            "10 Harden",
            "other challenges beside a response are ignored, not refused",
            ["client-authenticate"],
            static vector => Vector.Text(vector.Expected, "message") is "Invalid WWW-Authenticate header"
                && Vector.Text(vector.Input.GetProperty("responseHeaders"), "www-authenticate")?.Contains("ts=", StringComparison.Ordinal) is false,
            IgnoredChallenge),
    ];

    public static string? AnsweredLikeBadMac(Judgement judgement) =>
        Vector.Differs("reason", $"{HawkFailure.UnknownCredential}", $"{judgement.Failure}")
        ?? Vector.Differs("message", "Unknown credentials", judgement.Message)
        ?? Vector.Differs("status", "401", $"{judgement.Status}")
        ?? Vector.Differs("challenge", HawkFailure.BadMac.Challenge(), judgement.Challenge);

    static bool CanStandInHeader(string? ext) => ext is null || !ext.Any(static character => character is < ' ' or > '~' or '"' or '\\');

    static string? ExtOf(Vector vector) => vector.Kind is "server-header" ? Vector.Text(vector.Input.GetProperty("options"), "ext") : Vector.Text(vector.Input, "ext");

    /// <summary>Signing is refused, and the text that would be signed still has the MAC of the vector: exotic peers are understood, not imitated.</summary>
    static string? UnsignableExt(Vector vector)
    {
        if (vector.Kind is "client-header" ? ClientHeader.TrySign(vector, ClientHeader.PartsOf(vector), out _) : !ServerHeader.IsRefused(vector))
            return "is signed";
        var isResponse = vector.Kind is "server-header";
        var signed = isResponse ? vector.Input.GetProperty("artifacts") : vector.Input;
        var place = isResponse ? signed : vector.Expected;
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        var text = new HawkText
        {
            Kind = isResponse ? HawkTextKind.Response : HawkTextKind.Header,
            Timestamp = Vector.Text(signed, isResponse ? "ts" : "timestamp")!,
            Nonce = Vector.Text(signed, "nonce")!,
            Method = Vector.Text(signed, "method")!,
            Resource = Vector.Text(place, "resource")!,
            Host = Vector.Text(place, "host")!,
            Port = (int)Vector.Number(place, "port"),
            Hash = Vector.Text(vector.Expected, "hash") ?? "",
            Ext = ExtOf(vector)!,
            App = Vector.Text(signed, "app") ?? "",
            Dlg = Vector.Text(signed, "dlg") ?? "",
        };
        return Vector.Differs("text", Vector.Text(vector.Expected, "normalized"), text.ToString())
            ?? Vector.Differs("mac", Vector.Text(vector.Expected, "mac"), text.ComputeMac(credential));
    }

    static string? RefusedMediaType(Vector vector) =>
        Vector.Differs("hash", null, PayloadHash.AtOnce(vector)) ?? Vector.Differs("hash made byte by byte", null, PayloadHash.ByteByByte(vector));

    /// <summary>Signing is refused, and a hash that somebody else has made is signed as the vector says.</summary>
    static string? UnsignableMediaType(Vector vector) => ServerHeader.IsRefused(vector)
        ? Vector.Differs(
            "header", Vector.Text(vector.Expected, "header"), ServerHeader.Sign(vector, HawkPayload.FromHash(Convert.FromBase64String(Vector.Text(vector.Expected, "hash")!))))
        : "is signed";

    static bool HasExplicitPort80UnderTls(Vector vector) =>
        ServerAuthenticate.IsEncrypted(vector.Input)
        && Vector.Text(vector.Input.GetProperty("options"), "port") is null
        && ServerAuthenticate.Field(vector.Input.GetProperty("request"), "host")?.EndsWith(":80", StringComparison.Ordinal) is true;

    /// <summary>The request is refused for the port it names, and accepted for the one it was signed for.</summary>
    static string? KeptPort(Vector vector)
    {
        if (!ServerAuthenticate.TryTarget(vector.Input, out var named))
            return "the host is refused";
        var artifacts = vector.Expected.GetProperty("artifacts");
        if (!HawkTarget.TryCreate(named.Method, named.Resource, named.Host, (int)Vector.Number(artifacts, "port"), out var signed))
            return "the target is refused";
        return Vector.Differs("port", "80", $"{named.Port}")
            ?? Vector.Differs("reason", $"{HawkFailure.BadMac}", $"{ServerAuthenticate.Judge(vector.Input, in named, out _).Failure}")
            ?? Vector.Differs("reason for the signed port", $"{HawkFailure.None}", $"{ServerAuthenticate.Judge(vector.Input, in signed, out _).Failure}");
    }

    static string? BracketedHost(Vector vector)
    {
        var target = ClientUrl.TargetOf(vector);
        return Vector.Differs("host", $"[{Vector.Text(vector.Expected, "host")}]", target.Host.ToString().ToLowerInvariant())
            ?? ClientUrl.DifferentRest(vector, in target);
    }

    static string? IgnoredChallenge(Vector vector) =>
        Vector.Differs("verdict", $"{HawkChallengeVerdict.NoServerTime}", $"{ClientAuthenticate.JudgeChallenge(vector, out var offset)}")
        ?? Vector.Differs("offset", "0", $"{offset.TotalSeconds}")
        ?? Vector.Differs("outcome", $"{HawkResponseFailure.None}", $"{ClientAuthenticate.Verify(vector)}");
}
