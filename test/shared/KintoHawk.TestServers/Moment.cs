using System.Security.Cryptography;

namespace KintoHawk.TestServers;

/// <summary>Chance for the moments of the kills.</summary>
public static class Moment
{
    /// <summary>
    /// A short random time. Acknowledgements come right after a commit, so a kill at an acknowledgement would always find the server in the same place.
    /// No test waits with this for anything to happen.
    /// </summary>
    public static Task RandomAsync() => Task.Delay(TimeSpan.FromMicroseconds(RandomNumberGenerator.GetInt32(20_000)), TestContext.Current.CancellationToken);
}
