using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A link to sign: <c>get-bewit</c>.</summary>
static class GetBewit
{
    /// <summary>A link may not live longer than <see cref="HawkClient.MaxLinkLifetime"/>, a bewit may: both are signed by the method for them.</summary>
    public static string? Disagreement(Vector vector)
    {
        var url = UrlOf(vector);
        var lifetime = LifetimeOf(vector);
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        if (!vector.ExpectsSuccess)
            return SigningRefusal.Disagreement(vector, Refusal(vector), ["ext"], ["lifetime", "uri", "target"]);
        var bewit = HawkClient.CreateBewit(credential, HawkTarget.FromUri("GET", url), Now(vector.Input) + lifetime, Vector.Text(vector.Input, "ext"));
        if (Vector.Differs("bewit", Vector.Text(vector.Expected, "bewit"), bewit) is { } difference)
            return difference;
        if (lifetime <= TimeSpan.Zero || lifetime > HawkClient.MaxLinkLifetime)
            return null;
        var link = HawkClient.SignLink(credential, url, Now(vector.Input), lifetime, Vector.Text(vector.Input, "ext")).AbsoluteUri;
        return Vector.Differs("link", $"{url.AbsoluteUri}{(url.PathAndQuery.Contains('?') ? '&' : '?')}bewit={bewit}", link);
    }

    public static Uri UrlOf(Vector vector) => new(Vector.Text(vector.Input, "url")!);

    public static TimeSpan LifetimeOf(Vector vector) => TimeSpan.FromSeconds(Vector.Number(vector.Input, "ttlSec"));

    public static DateTimeOffset Now(JsonElement input) => DateTimeOffset.FromUnixTimeMilliseconds(
        Vector.Number(input, "nowMs") + (Vector.Text(input, "localtimeOffsetMsec") is null ? 0 : Vector.Number(input, "localtimeOffsetMsec")));

    /// <summary>
    /// Why the library refuses to sign; null when it does not. A bewit may live for any time, so only a link says that a life is no life; everything else
    /// is for both to refuse, and a bewit, which has no upper bound, is what tells.
    /// </summary>
    public static ArgumentException? Refusal(Vector vector)
    {
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        var (url, now, lifetime, ext) = (UrlOf(vector), Now(vector.Input), LifetimeOf(vector), Vector.Text(vector.Input, "ext"));
        return lifetime <= TimeSpan.Zero
            ? SigningRefusal.Of(() => HawkClient.SignLink(credential, url, now, lifetime, ext))
            : SigningRefusal.Of(() => HawkClient.CreateBewit(credential, HawkTarget.FromUri("GET", url), now + lifetime, ext));
    }
}
