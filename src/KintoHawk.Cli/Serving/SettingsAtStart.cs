using System.Diagnostics.CodeAnalysis;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary>Reads settings and tells what is wrong with them.</summary>
static class SettingsAtStart
{
    /// <summary>Reads the settings; when they are wrong, standard error has a line for each mistake.</summary>
    public static bool TryRead(SettingsSource source, int? port, [NotNullWhen(true)] out KintoHawkOptions? options) => TryRead(source, port, out options, out _);

    public static bool TryRead(SettingsSource source, int? port, [NotNullWhen(true)] out KintoHawkOptions? options, out IReadOnlyList<string> notices)
    {
        (options, notices, var errors) = Read(source, port);
        foreach (var error in errors)
            Console.Error.WriteLine(error);
        return options is not null;
    }

    /// <summary>Reads the settings: the options, or every error at once.</summary>
    public static (KintoHawkOptions? Options, IReadOnlyList<string> Notices, IReadOnlyList<string> Errors) Read(SettingsSource source, int? port)
    {
        try
        {
            var result = source.Read(port);
            if (result.Options is { } options && Addresses.FindErrors(options) is { Count: > 0 } errors)
                return (null, result.Notices, errors);
            return (result.Options, result.Notices, [.. result.Errors.Select(static error => error.ToString())]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return (null, [], [failure.Message]);
        }
    }
}
