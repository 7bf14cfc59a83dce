using Hawk;
using Hawk.Diagnostics;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>What must hold where a rule of the specification decides, and what the rules look at to know that they do.</summary>
static class RuleChecks
{
    public const string BewitName = "bewit=";

    public static string? AnsweredLikeBadMac(Vector vector)
    {
        var judgement = vector.Kind switch
        {
            "authenticate-bewit" => AuthenticateBewit.Judge(vector.Input, AuthenticateBewit.UrlOf(vector), out _),
            "authenticate-message" => AuthenticateMessage.Judge(vector.Input),
            _ => ServerAuthenticate.Judge(vector.Input, ServerAuthenticate.HostOf(vector.Input), out _),
        };
        return Vector.Differs("reason", $"{HawkFailure.UnknownCredential}", $"{judgement.Failure}")
            ?? Vector.Differs("message", "Unknown credentials", judgement.Message)
            ?? Vector.Differs("status", "401", $"{judgement.Status}")
            ?? Vector.Differs("challenge", HawkFailure.BadMac.Challenge(), judgement.Challenge);
    }

    public static string QueryOf(Vector vector) => AuthenticateBewit.UrlOf(vector) is var url && url.IndexOf('?') is >= 0 and var start ? url[(start + 1)..] : "";

    public static int PaddingOf(Vector vector)
    {
        var value = QueryOf(vector).Split('&').FirstOrDefault(static parameter => parameter.StartsWith(BewitName, StringComparison.Ordinal)) ?? "";
        return value.Length <= BewitName.Length ? 0 : value.Length - value.TrimEnd('=').Length;
    }

    public static string? RefusedWith(Vector vector, HawkFailure failure)
    {
        var judgement = AuthenticateBewit.Judge(vector.Input, AuthenticateBewit.UrlOf(vector), out _);
        return Vector.Differs("reason", $"{failure}", $"{judgement.Failure}") ?? Vector.Differs("status", $"{failure.StatusCode()}", $"{judgement.Status}");
    }

    /// <summary>With and without its padding the link opens the same.</summary>
    public static string? IgnoredPadding(Vector vector)
    {
        var url = AuthenticateBewit.UrlOf(vector);
        var bare = url.Remove(url.IndexOf(BewitName, StringComparison.Ordinal) + BewitName.Length)
            + QueryOf(vector)[(QueryOf(vector).IndexOf(BewitName, StringComparison.Ordinal) + BewitName.Length)..].Replace("=", "", StringComparison.Ordinal);
        return Vector.Differs("reason", $"{HawkFailure.None}", $"{AuthenticateBewit.Judge(vector.Input, url, out var padded).Failure}")
            ?? Vector.Differs("reason without padding", $"{HawkFailure.None}", $"{AuthenticateBewit.Judge(vector.Input, bare, out var plain).Failure}")
            ?? Vector.Differs("resource", plain.Resource, padded.Resource)
            ?? Vector.Differs("mac", plain.Mac.ToString(), padded.Mac.ToString());
    }

    public static bool CanStandInHeader(string? ext) => string.IsNullOrEmpty(ext) || AttributeCharacters.AreIn(ext);

    public static string? ExtOf(Vector vector) => vector.Kind is "server-header" ? Vector.Text(vector.Input.GetProperty("options"), "ext") : Vector.Text(vector.Input, "ext");

    /// <summary>Signing is refused, and the text that would be signed still has the MAC of the vector: exotic peers are understood, not imitated.</summary>
    public static string? UnsignableExt(Vector vector)
    {
        var (refusal, parameter, text) = vector.Kind switch
        {
            "client-header" => (ClientHeader.Refusal(vector, ClientHeader.PartsOf(vector)), "options", TextOfRequest(vector)),
            "server-header" => (ServerHeader.Refusal(vector), "ext", TextOfResponse(vector)),
            _ => (GetBewit.Refusal(vector), "ext", TextOfLink(vector)),
        };
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        if (refusal is null)
            return "is signed";
        return Vector.Differs("refused parameter", parameter, refusal.ParamName)
            ?? (Vector.Text(vector.Expected, "normalized") is { } normalized ? Vector.Differs("text", normalized, text.ToString()) : null)
            ?? Vector.Differs("mac", Vector.Text(vector.Expected, "mac"), text.ComputeMac(credential));
    }

    static HawkText TextOfRequest(Vector vector) => new()
    {
        Timestamp = Vector.Text(vector.Input, "timestamp")!,
        Nonce = Vector.Text(vector.Input, "nonce")!,
        Method = Vector.Text(vector.Input, "method")!,
        Resource = Vector.Text(vector.Expected, "resource")!,
        Host = Vector.Text(vector.Expected, "host")!,
        Port = (int)Vector.Number(vector.Expected, "port"),
        Hash = Vector.Text(vector.Expected, "hash") ?? "",
        Ext = ExtOf(vector)!,
        App = Vector.Text(vector.Input, "app") ?? "",
        Dlg = Vector.Text(vector.Input, "dlg") ?? "",
    };

    static HawkText TextOfResponse(Vector vector)
    {
        var request = vector.Input.GetProperty("artifacts");
        return new()
        {
            Kind = HawkTextKind.Response,
            Timestamp = Vector.Text(request, "ts")!,
            Nonce = Vector.Text(request, "nonce")!,
            Method = Vector.Text(request, "method")!,
            Resource = Vector.Text(request, "resource")!,
            Host = Vector.Text(request, "host")!,
            Port = (int)Vector.Number(request, "port"),
            Hash = Vector.Text(vector.Expected, "hash") ?? "",
            Ext = ExtOf(vector)!,
            App = Vector.Text(request, "app") ?? "",
            Dlg = Vector.Text(request, "dlg") ?? "",
        };
    }

    static HawkText TextOfLink(Vector vector)
    {
        var target = HawkTarget.FromUri("GET", GetBewit.UrlOf(vector));
        return new()
        {
            Kind = HawkTextKind.Bewit,
            Timestamp = $"{(GetBewit.Now(vector.Input) + GetBewit.LifetimeOf(vector)).ToUnixTimeSeconds()}",
            Method = "GET",
            Resource = target.Resource.ToString(),
            Host = target.Host.ToString(),
            Port = target.Port,
            Ext = ExtOf(vector)!,
        };
    }

    public static string? RefusedMediaType(Vector vector) =>
        Vector.Differs("hash", null, PayloadHash.AtOnce(vector)) ?? Vector.Differs("hash made byte by byte", null, PayloadHash.ByteByByte(vector));

    /// <summary>Signing is refused, and a hash that somebody else has made is signed as the vector says.</summary>
    public static string? UnsignableMediaType(Vector vector) => ServerHeader.Refusal(vector) is { ParamName: "payload" }
        ? Vector.Differs(
            "header", Vector.Text(vector.Expected, "header"), ServerHeader.Sign(vector, HawkPayload.FromHash(Convert.FromBase64String(Vector.Text(vector.Expected, "hash")!))))
        : "is signed, or refused for something else";

    /// <summary>The request is accepted, and who asks about its body alone is told that there is no hash.</summary>
    public static string? EmptyBodyWithoutHash(Vector vector)
    {
        var judgement = ServerAuthenticate.Judge(vector.Input, ServerAuthenticate.HostOf(vector.Input), out var header);
        if (!vector.Input.GetProperty("credentials").TryGetProperty(header.Id, out var stored))
            return "has no credential";
        using var credential = Vector.Credential(stored, header.Id.ToString());
        return Vector.Differs("reason", $"{HawkFailure.None}", $"{judgement.Failure}")
            ?? Vector.Differs("hash", "", header.Hash.ToString())
            ?? Vector.Differs("reason for the body", $"{HawkFailure.MissingPayloadHash}", $"{HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes(null, []))}");
    }

    public static bool IsStale(Vector vector) =>
        HawkHeader.Parse(ServerAuthenticate.Field(vector.Input.GetProperty("request"), "authorization"), out var header) is HawkFailure.None
        && HawkServer.VerifyFreshness(in header, ServerAuthenticate.Now(vector.Input), ServerAuthenticate.Skew(vector.Input.GetProperty("options"))) is not HawkFailure.None;

    /// <summary>The request is stale, and where it is not, it is a replay.</summary>
    public static string? StaleReplay(Vector vector)
    {
        var host = ServerAuthenticate.HostOf(vector.Input);
        return Vector.Differs("reason", $"{HawkFailure.StaleTimestamp}", $"{ServerAuthenticate.Judge(vector.Input, host, out _).Failure}")
            ?? Vector.Differs("reason in a wider window", $"{HawkFailure.Replay}", $"{ServerAuthenticate.Judge(vector.Input, host, out _, TimeSpan.FromDays(1)).Failure}");
    }

    public static bool HasExplicitPort80UnderTls(Vector vector) =>
        ServerAuthenticate.IsEncrypted(vector.Input)
        && Vector.Text(vector.Input.GetProperty("options"), "port") is null
        && ServerAuthenticate.Field(vector.Input.GetProperty("request"), "host")?.EndsWith(":80", StringComparison.Ordinal) is true;

    /// <summary>The request is refused for the port it names, and accepted for the one it was signed for.</summary>
    public static string? KeptPort(Vector vector)
    {
        if (!ServerAuthenticate.TryTarget(vector.Input, out var named))
            return "the host is refused";
        var artifacts = vector.Expected.GetProperty("artifacts");
        if (!HawkTarget.TryCreate(named.Method, named.Resource, named.Host, (int)Vector.Number(artifacts, "port"), out var signed))
            return "the target is refused";
        return Vector.Differs("port", "80", $"{named.Port}")
            ?? Vector.Differs("reason", $"{HawkFailure.BadMac}", $"{ServerAuthenticate.Judge(vector.Input, ServerAuthenticate.HostOf(vector.Input), out _).Failure}")
            ?? Vector.Differs("reason for the signed port", $"{HawkFailure.None}", $"{ServerAuthenticate.Judge(vector.Input, ServerAuthenticate.HostOf(in signed), out _).Failure}");
    }

    public static string? BracketedHost(Vector vector)
    {
        var target = ClientUrl.TargetOf(vector);
        return Vector.Differs("host", $"[{Vector.Text(vector.Expected, "host")}]", target.Host.ToString().ToLowerInvariant())
            ?? ClientUrl.DifferentRest(vector, in target);
    }

    public static string? IgnoredChallenge(Vector vector) =>
        Vector.Differs("verdict", $"{HawkChallengeVerdict.NoServerTime}", $"{ClientAuthenticate.JudgeChallenge(vector, out var offset)}")
        ?? Vector.Differs("offset", "0", $"{offset.TotalSeconds}")
        ?? Vector.Differs("outcome", $"{HawkResponseFailure.None}", $"{ClientAuthenticate.Verify(vector)}");
}
