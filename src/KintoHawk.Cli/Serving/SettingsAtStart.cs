using System.Diagnostics.CodeAnalysis;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary>Reads settings and tells what is wrong with them, one line each on standard error.</summary>
static class SettingsAtStart
{
    public static bool TryRead(SettingsSource source, int? port, [NotNullWhen(true)] out SettingsResult? settings)
    {
        settings = null;
        try
        {
            settings = source.Read(port);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Console.Error.WriteLine(failure.Message);
            return false;
        }

        foreach (var error in settings.Errors)
            Console.Error.WriteLine(error);
        return settings.Succeeded;
    }
}
