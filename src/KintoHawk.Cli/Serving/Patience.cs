using System.Data.Common;
using System.Net.Sockets;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary>
/// How long a start waits for backends that are not there yet. Containers and machines start in any order; an operator expects a server to wait a little for
/// its database, and to give up in time for a supervisor to notice.
/// </summary>
sealed class Patience(TimeSpan limit, TimeProvider time)
{
    static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    readonly long _began = time.GetTimestamp();
    bool _told;

    /// <summary>Waits a moment; false when there is no time left, or when waiting is of no use.</summary>
    /// <param name="failure">Why the start failed.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<bool> WaitAsync(Exception failure, KintoHawkOptions options, CancellationToken cancellationToken)
    {
        if (!MayPass(failure, options) || time.GetElapsedTime(_began) + _pause > limit)
            return false;
        if (!_told)
            Console.Error.WriteLine($"{failure.Message} It is tried again for {limit.TotalSeconds} seconds.");
        _told = true;
        await Task.Delay(_pause, time, cancellationToken);
        return true;
    }

    /// <summary>True for a backend that cannot be reached, or that is starting; false for one that answers, and refuses for good.</summary>
    public static bool MayPass(Exception failure, KintoHawkOptions options) => failure switch
    {
        CacheUnavailableException { IsRefusal: true } => false,
        CacheUnavailableException when options.CacheBackend is BackendKind.Redis or BackendKind.Memcached => true,
        CacheUnavailableException => options.CacheBackend is BackendKind.PostgreSql && IsTransient(failure),
        StorageUnavailableException => options.StorageBackend is BackendKind.PostgreSql && IsTransient(failure),
        _ => false,
    };

    static bool IsTransient(Exception failure)
    {
        for (var cause = failure.InnerException; cause is not null; cause = cause.InnerException)
            if (cause is SocketException or TimeoutException or IOException or DbException { IsTransient: true })
                return true;
        return false;
    }
}
