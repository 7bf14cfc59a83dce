using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Hawk.Fuzz.Targets;

/// <summary>
/// The Host field (section 5.1). What is accepted is <c>host[:port]</c>, its host is its own canonical form, an address stays the same address, and
/// a request signed for one host verifies for another spelling of the same host only.
/// </summary>
sealed partial class HostFuzz : IFuzzTarget, IDisposable
{
    const int MaxLength = 4096;

    static readonly string[] SignedHosts = ["example.com", "192.0.2.1", "[2001:db8::1]"];

    readonly HawkCredential _credential = Signed.Credential();
    readonly string[] _signed;

    internal HostFuzz() => _signed = Array.ConvertAll(SignedHosts, host => HawkClient.Authorize(_credential, Signed.Target(host), Signed.Now).Value);

    public string Name => "host";

    public long AllocationBase => 4096;

    public int AllocationPerCharacter => 0;

    public IReadOnlyList<string> Seeds => [];

    public void Dispose() => _credential.Dispose();

    public OutcomeHash Run(string input, Meter meter)
    {
        meter.Start();
        var accepted = HawkTarget.TryFromHostField("GET", "/", input, isTls: false, out var plain);
        var acceptedTls = HawkTarget.TryFromHostField("GET", "/", input, isTls: true, out var tls);
        meter.Stop();

        BrokenInvariantException.Unless(accepted == acceptedTls, "TLS decides whether the host is accepted");
        var match = input.Length <= MaxLength ? HostAndPort().Match(input) : Match.Empty;
        var outcome = OutcomeHash.Start(accepted ? 1UL : 2UL).With(match.Success).WithLength(input.Length);
        if (!accepted)
        {
            BrokenInvariantException.Unless(!PlainName().IsMatch(input), "An ordinary name is refused");
            return outcome.With(input.StartsWith('[')).With((ulong)Math.Min(input.AsSpan().Count(':'), 9)).With((ulong)Math.Min(input.AsSpan().Count('.'), 5));
        }

        BrokenInvariantException.Unless(match.Success, $"Accepted as {plain.Host} although it is no host and port");
        CheckPort(match.Groups["port"].Value, plain.Port, tls.Port);
        var host = plain.Host.ToString();
        BrokenInvariantException.Unless(tls.Host.SequenceEqual(host), $"With TLS the host is {tls.Host}, else {host}");
        CheckFixedPoint(host);
        var address = CheckAddress(match.Groups["host"].Value, host);
        CheckSignatures(host, address);
        return outcome.With((ulong)(address?.AddressFamily ?? AddressFamily.Unspecified)).WithLength(match.Groups["port"].Length).WithLength(host.Length).With((ulong)Math.Min(host.AsSpan().Count(':'), 9));
    }

    static void CheckPort(string written, int plain, int tls)
    {
        if (written.Length > 0)
            BrokenInvariantException.Unless(plain == tls && written.TrimStart('0') == (plain is 0 ? "" : $"{plain}"), $"The port {written} is {plain} and {tls}");
        else
            BrokenInvariantException.Unless((plain, tls) is (80, 443), $"The absent port is {plain} and {tls}");
    }

    static void CheckFixedPoint(string host)
    {
        BrokenInvariantException.Unless(
            HawkTarget.TryFromHostField("GET", "/", host, isTls: false, out var again) && again.Host.SequenceEqual(host), $"The host {host} is not its own canonical form");
        BrokenInvariantException.Unless(
            HawkTarget.TryCreate("GET", "/", host, 80, out var created) && created.Host.SequenceEqual(host), $"The host {host} is another one by itself");
    }

    static IPAddress? CheckAddress(string written, string host)
    {
        if (host.StartsWith('['))
        {
            var address = IPAddress.Parse(host);
            BrokenInvariantException.Unless(address.AddressFamily is AddressFamily.InterNetworkV6 && address.Equals(IPAddress.Parse(written)), $"{written} became {host}");
            BrokenInvariantException.Unless(!host.AsSpan().ContainsAnyInRange('A', 'Z') && !host.Contains('.', StringComparison.Ordinal), $"{host} is not canonical");
            return address;
        }

        if (host != written)
            BrokenInvariantException.Unless(IPAddress.TryParse(written.TrimEnd('.'), out var same) && same.ToString() == host, $"{written} became {host}");
        return IPAddress.TryParse(host, out var known) && known.ToString() == host ? known : null;
    }

    void CheckSignatures(string host, IPAddress? address)
    {
        BrokenInvariantException.Unless(HawkTarget.TryCreate(Signed.Method, Signed.Resource, host, 80, out var target), $"The host {host} is refused");
        for (var index = 0; index < _signed.Length; index++)
        {
            HawkHeader.Parse(_signed[index], out var header);
            var same = address is null
                ? host.Equals(SignedHosts[index], StringComparison.OrdinalIgnoreCase)
                : IPAddress.TryParse(SignedHosts[index], out var signed) && signed.Equals(address);
            var failure = HawkServer.VerifyMac(in header, in target, _credential, Signed.Now);
            BrokenInvariantException.Unless(failure is HawkFailure.None == same, $"Signed for {SignedHosts[index]} it is {failure} for {host}");
        }
    }

    [GeneratedRegex(@"\A(?<host>\[[0-9A-Fa-f:.]+\]|[-!$&'()*+;=._~0-9A-Za-z]+)(:(?<port>[0-9]*))?\z", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex HostAndPort();

    [GeneratedRegex(@"\A([a-z][a-z0-9-]{0,20}\.){0,5}[a-z]{2,20}(:[0-9]{1,4})?\z", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PlainName();
}
