using System.Diagnostics.CodeAnalysis;

namespace KintoHawk.Server.Settings;

/// <summary>The outcome of reading settings: options, or every error at once.</summary>
public sealed class SettingsResult
{
    internal SettingsResult(KintoHawkOptions? options, IReadOnlyList<SettingsError> errors, IReadOnlyList<string> notices)
    {
        Options = errors.Count == 0 ? options : null;
        Errors = [.. errors.OrderBy(static error => error.Line ?? 0)];
        Notices = notices;
    }

    /// <summary>The options; null when there are errors.</summary>
    public KintoHawkOptions? Options { get; }

    /// <summary>What stops the start, in the order of the file; empty when the options are usable.</summary>
    public IReadOnlyList<SettingsError> Errors { get; }

    /// <summary>What the operator should know although the server starts.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>True when the options are usable.</summary>
    [MemberNotNullWhen(true, nameof(Options))]
    public bool Succeeded => Options is not null;
}
