using System.Net;
using System.Net.Sockets;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary>Where to listen.</summary>
/// <param name="Host">An address, <c>localhost</c>, another name of this machine, or <c>*</c> for every address.</param>
/// <param name="Port">The port; 0 takes a free one.</param>
sealed record ListenAddress(string Host, int Port)
{
    public const string DefaultHost = "127.0.0.1";

    /// <summary>The command line wins over the settings.</summary>
    public static ListenAddress Of(StartOrder order, KintoHawkOptions options) =>
        new(order.Host ?? options.ListenHost ?? DefaultHost, order.Port ?? options.ListenPort ?? SettingsReader.DefaultPort);

    /// <summary>The addresses of the host name.</summary>
    /// <exception cref="SocketException">The name is not known.</exception>
    public async Task<IPAddress[]> ResolveAsync(CancellationToken cancellationToken) => Host switch
    {
        "*" or "" => [IPAddress.Any],
        // Both families cannot share a port that is chosen by the system, and 127.0.0.1 is what everybody tries first.
        "localhost" => [IPAddress.Loopback],
        _ when IPAddress.TryParse(Host, out var address) => [address],
        _ => await Dns.GetHostAddressesAsync(Host, cancellationToken),
    };

    public override string ToString() => Host.Contains(':') && !Host.StartsWith('[') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
