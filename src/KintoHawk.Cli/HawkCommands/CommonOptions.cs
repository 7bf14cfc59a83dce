using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>Options that several hawk commands have, and what they accept.</summary>
static class CommonOptions
{
    /// <summary>More than any clock or link can need, and well inside what times are computed with.</summary>
    const long MaxDurationSeconds = 100L * 366 * 86400;

    static readonly long _lastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object instead." };

    public static Option<bool> Verbose() => new("--verbose", "-v") { Description = "Show on standard error the text that is signed. It holds no secret." };

    public static Option<long?> Timestamp(string description) => new("--ts") { Description = description, HelpName = "SECONDS", CustomParser = Seconds };

    public static Option<int?> Port(string description, int least = 0) => new("--port")
    {
        Description = description,
        HelpName = "PORT",
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port >= least)
                return port;
            argument.AddError($"--port is '{text}'; accepted: a number from {least} to 65535.");
            return null;
        },
    };

    public static Option<TimeSpan?> Skew() => new("--skew")
    {
        Description = "How far the timestamp may be from the clock: seconds, or a number with s, m, h or d. Default: 60.",
        HelpName = "DURATION",
        CustomParser = static argument => Duration(argument, canBeZero: true),
    };

    public static Option<TimeSpan?> Lifetime() => new("--ttl")
    {
        Description = "How long the link is good: seconds, or a number with s, m, h or d.",
        HelpName = "DURATION",
        Required = true,
        CustomParser = static argument => Duration(argument, canBeZero: false),
    };

    /// <summary>An option whose value will stand in a header.</summary>
    public static Option<string?> AttributeText(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "TEXT" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } value && !AttributeCharacters.AreIn(value))
                result.AddError($"{name} cannot stand in a Hawk header; accepted: printable ASCII without quote and backslash, and not empty.");
        });
        return option;
    }

    /// <summary>The time that is given, or else the time.</summary>
    public static DateTimeOffset Now(long? timestamp) => timestamp is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : TimeProvider.System.GetUtcNow();

    static long? Seconds(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= _lastSecond)
            return seconds;
        argument.AddError($"--ts is '{text}'; accepted: whole seconds since 1970-01-01 UTC.");
        return null;
    }

    /// <summary>Seconds, or a number with its unit.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        var unit = text is [.., 's' or 'm' or 'h' or 'd'] ? text[^1] : 's';
        var number = text.AsSpan().TrimEnd("smhd");
        var factor = unit switch { 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 1 };
        duration = TimeSpan.Zero;
        if (text.Length - number.Length > 1 || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || (long)count * factor > MaxDurationSeconds)
            return false;
        duration = TimeSpan.FromSeconds((long)count * factor);
        return true;
    }

    static TimeSpan? Duration(ArgumentResult argument, bool canBeZero)
    {
        var text = argument.Tokens[0].Value;
        if (TryParseDuration(text, out var duration) && (canBeZero || duration > TimeSpan.Zero))
            return duration;
        argument.AddError($"'{text}' is not a duration; accepted: {(canBeZero ? "0 or more" : "1 or more")} seconds, or a number with s, m, h or d, up to a hundred years.");
        return null;
    }
}
