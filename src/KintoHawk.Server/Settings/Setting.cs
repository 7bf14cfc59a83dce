using System.Globalization;

namespace KintoHawk.Server.Settings;

/// <summary>One setting that the reader knows: its name, its form, and what it does to the options.</summary>
sealed class Setting
{
    /// <summary>What <see cref="Default"/> says when the setting has no value of its own.</summary>
    public const string None = "none";

    /// <summary>Seconds beyond this are refused: 68 years, and what a 32-bit number holds.</summary>
    const long MostSeconds = int.MaxValue;

    Setting(string key, string type, string defaultText, Action<KintoHawkOptions, SettingValue, SettingsReport> apply)
    {
        Key = key;
        Type = type;
        Default = defaultText;
        Apply = apply;
    }

    /// <summary>The key without prefix.</summary>
    public string Key { get; }

    /// <summary>The form, as the documentation names it.</summary>
    public string Type { get; }

    /// <summary>The default, as one would write it in a file; <see cref="None"/> without one.</summary>
    public string Default { get; }

    /// <summary>Why the setting changes nothing here; null when it does.</summary>
    public string? ReasonWithoutEffect { get; private init; }

    /// <summary>Changes the options, or reports what is wrong with the value.</summary>
    public Action<KintoHawkOptions, SettingValue, SettingsReport> Apply { get; }

    public static Setting Flag(string key, string defaultText, Action<KintoHawkOptions, bool> set) => new(key, "bool", defaultText, (options, value, report) =>
    {
        if (value.AsFlag() is { } flag)
            set(options, flag);
        else if (IsOwn(key))
            report.Refuse(value, "true or false");
        else
        {
            // The reference takes every unknown word for false; files in the field may rely on it, so it is said and not refused.
            report.Notice($"{value.Name}: '{value.Text}' counts as false; write true or false.");
            set(options, false);
        }
    });

    public static Setting Integer(string key, string defaultText, long least, Action<KintoHawkOptions, long> set, long most = int.MaxValue) =>
        new(key, "int", defaultText, (options, value, report) =>
        {
            if (value.TryInteger(out var number) && number >= least && number <= most)
                set(options, number);
            else
                report.Refuse(value, Range(least, most));
        });

    /// <summary>An integer where nothing, <c>null</c> and possibly 0 mean that there is none.</summary>
    public static Setting OptionalInteger(string key, string defaultText, Action<KintoHawkOptions, int?> set) =>
        new(key, "int", defaultText, (options, value, report) =>
        {
            if (value.IsEmpty)
                set(options, null);
            else if (value.TryInteger(out var number) && number is >= 0 and <= int.MaxValue)
                set(options, number == 0 ? null : (int)number);
            else
                report.Refuse(value, $"{Range(0, int.MaxValue)}; 0 or nothing for none");
        });

    /// <summary>Seconds, at least <paramref name="least"/>.</summary>
    public static Setting Seconds(string key, string defaultText, long least, Action<KintoHawkOptions, TimeSpan> set) =>
        new(key, "seconds", defaultText, (options, value, report) =>
        {
            if (value.TryNumber(out var seconds) && seconds >= least && seconds <= MostSeconds)
                set(options, TimeSpan.FromSeconds(seconds));
            else
                report.Refuse(value, $"a number of seconds, {least} to {MostSeconds}");
        });

    /// <summary>Seconds where nothing, and every number below <paramref name="least"/> down to -1, mean that there are none.</summary>
    public static Setting OptionalSeconds(string key, string defaultText, long least, Action<KintoHawkOptions, TimeSpan?> set) =>
        new(key, "seconds", defaultText, (options, value, report) =>
        {
            if (value.IsEmpty)
                set(options, null);
            else if (value.TryInteger(out var seconds) && seconds is >= -1 and <= MostSeconds)
                set(options, seconds < least ? null : TimeSpan.FromSeconds(seconds));
            else
                report.Refuse(value, $"whole seconds, {least} to {MostSeconds}; {least - 1} or nothing for none");
        });

    public static Setting Number(string key, string defaultText, double least, double most, Action<KintoHawkOptions, double?> set) =>
        new(key, "number", defaultText, (options, value, report) =>
        {
            if (value.IsEmpty)
                set(options, null);
            else if (value.TryNumber(out var number) && number >= least && number <= most)
                set(options, number);
            else
                report.Refuse(value, $"a number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}");
        });

    public static Setting Text(string key, string defaultText, Action<KintoHawkOptions, string> set) =>
        new(key, "string", defaultText, (options, value, _) => set(options, value.AsText()));

    public static Setting OptionalText(string key, Action<KintoHawkOptions, string?> set) =>
        new(key, "string", None, (options, value, _) => set(options, value.IsEmpty ? null : value.AsText()));

    public static Setting List(string key, string defaultText, Action<KintoHawkOptions, IReadOnlyList<string>> set) =>
        new(key, "list", defaultText, (options, value, _) => set(options, value.AsList()));

    /// <summary>One of a few words; each spelling gives a value.</summary>
    public static Setting Choice<TValue>(string key, string defaultText, IReadOnlyDictionary<string, TValue> choices, Action<KintoHawkOptions, TValue> set) =>
        new(key, "choice", defaultText, (options, value, report) =>
        {
            if (choices.TryGetValue(value.AsWord(), out var choice))
                set(options, choice);
            else
                report.Refuse(value, string.Join(", ", choices.Keys));
        });

    /// <summary>A setting with rules of its own.</summary>
    public static Setting Special(string key, string type, string defaultText, Action<KintoHawkOptions, SettingValue, SettingsReport> apply) =>
        new(key, type, defaultText, apply);

    /// <summary>A setting of the reference that changes nothing here; the operator is told why.</summary>
    public static Setting WithoutEffect(string key, string type, string defaultText, string reason) =>
        new(key, type, defaultText, (_, value, report) => report.Notice($"{value.Name} has no effect: {reason}.")) { ReasonWithoutEffect = reason };

    /// <summary>Settings of this server have no history to be kind to.</summary>
    static bool IsOwn(string key) => key.StartsWith("hawk.", StringComparison.Ordinal) || key.StartsWith("kintohawk.", StringComparison.Ordinal);

    static string Range(long least, long most) => $"an integer from {least} to {most}";
}
