using System.Security.Cryptography;

namespace KintoHawk.Cli.Serving;

/// <summary>
/// Notices when files have another content than when this watch began. It looks twice a second: that works on every file system and for files that
/// are replaced by links, where notices of the system do not. A change counts once two looks see the same, so that half a file is seldom read.
/// </summary>
sealed class SettingsWatch(IReadOnlyList<string> files, TimeProvider time)
{
    static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    string _served = Fingerprint(files);

    /// <summary>Calls back at every change, until cancelled.</summary>
    public async Task RunAsync(Action changed, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        var before = _served;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var now = Fingerprint(files);
                if (now != _served && now == before)
                {
                    _served = now;
                    changed();
                }

                before = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    static string Fingerprint(IReadOnlyList<string> files) => string.Concat(files.Select(static file =>
    {
        try
        {
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return "-"; // reading the settings will say why
        }
    }));
}
