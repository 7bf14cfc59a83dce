using System.Globalization;
using Hawk.Wire;

namespace Hawk.Diagnostics;

/// <summary>Hosts and ports a client may have signed instead of the ones this request gives (section 5).</summary>
static class HostVariants
{
    const int MaxOtherHosts = 8;
    const int MaxVariants = 24;

    const string NameAdvice =
        "Something between client and server changes the Host field. Let it pass the original one on, or tell the server its public origin.";

    const string PortAdvice =
        "A client signs the port of the URL it uses: 443 for https and 80 for http when the URL has none. Let the proxy pass the original Host field on, or tell the server its public origin.";

    static readonly string[] LocalNames = ["localhost", "127.0.0.1", "[::1]", "::1", "0.0.0.0", "host.docker.internal"];
    static readonly string[] DevelopmentPorts = ["8080", "8000", "8443", "3000", "5000", "5001", "8081", "8888", "4200", "5173", "9000"];

    internal static IReadOnlyList<Variant> Hosts(SignedLines server, HawkReceivedRequest request)
    {
        var list = new VariantList(server, MaxVariants);
        foreach (var (host, _) in Others(request))
            Add(host, NameAdvice);
        var bare = server.Host.Trim('[', ']');
        if (bare.Contains(':'))
        {
            Add($"[{bare}]", "An IPv6 address is signed in brackets (section 5.3).");
            Add(bare, "An IPv6 address is signed in brackets (section 5.3).");
        }

        Add($"{server.Host}:{server.Port}", "The client put the port into the host line; it has a line of its own.");
        if (request.HostField is { } field)
        {
            Add(field, "The client signed the Host field as a whole; the host is one line, in lower case, and the port another.");
            var raw = field[0] is '[' ? field[..(field.IndexOf(']') + 1)] : field.Split(':')[0];
            Add(raw, "The client signed another spelling of the host: it is signed in lower case, an address in its shortest form.");
        }

        Add(server.Host.ToUpperInvariant(), "The host is signed in lower case.");
        foreach (var name in LocalNames)
            Add(name, "The client used another name of this machine, and the Host field was changed on the way or set by hand.");
        Add(server.Host.StartsWith("www.", StringComparison.Ordinal) ? server.Host[4..] : $"www.{server.Host}",
            "The request was signed for the other name and sent here, as after a redirect: sign for the URL the request really goes to.");
        Add(server.Host.EndsWith('.') ? server.Host[..^1] : $"{server.Host}.", "The two sides disagree about the dot at the end of the name.");
        Add(string.Empty, "The client signed no host; it signs the one of the URL.");
        foreach (var word in Words.OfMissingValues)
            Add(word, "The client signed a variable that had no value; it signs the host of the URL.");
        return list.Variants;

        void Add(string host, string advice) => list.Add(HawkSubject.Host, host, server.Host, advice, lines => lines with { Host = host });
    }

    internal static IReadOnlyList<Variant> Ports(SignedLines server, HawkReceivedRequest request)
    {
        var list = new VariantList(server, MaxVariants);
        foreach (var (_, port) in Others(request))
        {
            if (port is not null)
                Add(port, PortAdvice);
        }

        Add(request.IsTls ? "443" : "80", PortAdvice);
        Add("443", PortAdvice);
        Add("80", PortAdvice);
        Add(string.Empty, "The client left the port line empty; when the URL has no port it signs 443 for https and 80 for http.");
        foreach (var port in DevelopmentPorts)
            Add(port, PortAdvice);
        foreach (var word in (ReadOnlySpan<string>)["0", "-1", .. Words.OfMissingValues])
            Add(word, "The URL has no port and the client signed what its library gives for that; it signs 443 for https and 80 for http.");
        return list.Variants;

        void Add(string port, string advice) => list.Add(HawkSubject.Port, port, server.Port, advice, lines => lines with { Port = port });
    }

    static IEnumerable<(string Host, string? Port)> Others(HawkReceivedRequest request)
    {
        foreach (var other in request.OtherHosts.Take(MaxOtherHosts))
        {
            if (HostField.TryParse(other, out var host, out var port))
                yield return (host.ToString().ToLowerInvariant(), port?.ToString(CultureInfo.InvariantCulture));
        }
    }
}
