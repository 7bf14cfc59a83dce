using System.Diagnostics.CodeAnalysis;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary>Reads settings and tells what is wrong with them, one line each on standard error.</summary>
static class SettingsAtStart
{
    public static bool TryRead(SettingsSource source, int? port, [NotNullWhen(true)] out KintoHawkOptions? options) => TryRead(source, port, out options, out _);

    public static bool TryRead(SettingsSource source, int? port, [NotNullWhen(true)] out KintoHawkOptions? options, out IReadOnlyList<string> notices)
    {
        (options, notices) = (null, []);
        SettingsResult result;
        try
        {
            result = source.Read(port);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Console.Error.WriteLine(failure.Message);
            return false;
        }

        foreach (var error in result.Errors)
            Console.Error.WriteLine(error);
        (options, notices) = (result.Options, result.Notices);
        return options is not null;
    }
}
