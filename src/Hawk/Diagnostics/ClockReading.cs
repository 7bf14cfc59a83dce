using System.Globalization;

namespace Hawk.Diagnostics;

/// <summary>Says how far a signed time is from the server's, and what that distance looks like (section 8).</summary>
static class ClockReading
{
    const string Recovery =
        "Set the client's clock. The answer to this request carries ts and tsm in WWW-Authenticate: a client that checks tsm with its key can sign once more with the server's time.";

    internal static HawkFinding? Explain(in HawkHeader header, DateTimeOffset now, TimeSpan skew)
    {
        if (HawkServer.VerifyFreshness(in header, now, skew) is HawkFailure.None)
            return null;
        var seconds = header.TimestampSeconds;
        var server = now.ToUnixTimeSeconds();
        var received = string.Create(CultureInfo.InvariantCulture, $"{server} on this server's clock");
        if (Math.Abs((seconds / 1000) - server) <= 24 * 3600)
            return Finding($"{seconds}: milliseconds", received, "Send the timestamp in whole seconds since 1970-01-01 UTC, not in milliseconds.");

        var distance = Math.Abs(seconds - server);
        var direction = seconds < server ? "behind" : "ahead of";
        var signed = string.Create(CultureInfo.InvariantCulture, $"{seconds}: {distance} seconds {direction} this server's clock");
        return Finding(signed, received, Hours(distance, (long)skew.TotalSeconds) + Recovery);

        static HawkFinding Finding(string signed, string received, string advice) => new(HawkSubject.Clock, signed, received, advice);
    }

    // Not a proof, so it is said as a possibility.
    static string Hours(long distance, long skew)
    {
        const long HalfHour = 1800;
        var halves = (distance + (HalfHour / 2)) / HalfHour;
        var rest = Math.Abs(distance - (halves * HalfHour));
        return halves is >= 1 and <= 28 && rest <= Math.Min(skew, 120)
            ? string.Create(CultureInfo.InvariantCulture, $"The distance is close to {halves / 2.0:0.#} h, as when a local time is taken for UTC. ")
            : string.Empty;
    }
}
