using System.Globalization;

namespace KintoHawk.TestServers;

/// <summary>How often, or how long, something is run: a part in the ordinary run, all of it under <c>KINTOHAWK_LONG_TESTS=1</c>.</summary>
public static class Rounds
{
    static readonly bool _isLong = Environment.GetEnvironmentVariable("KINTOHAWK_LONG_TESTS") == "1";

    /// <summary>The number for this run.</summary>
    public static int Of(int ordinary, int full) => _isLong ? full : ordinary;

    /// <summary>Says which round failed, on top of what failed in it.</summary>
    public static string Named(int round) => string.Create(CultureInfo.InvariantCulture, $"round {round}");
}
