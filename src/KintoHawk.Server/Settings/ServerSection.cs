using System.Globalization;

namespace KintoHawk.Server.Settings;

/// <summary>Reads <c>[server:main]</c>: where to listen.</summary>
static class ServerSection
{
    public const string Name = "server:main";

    public static void Apply(IEnumerable<SettingValue> values, KintoHawkOptions options, SettingsReport report)
    {
        foreach (var value in values)
        {
            switch (value.Name)
            {
                case "host":
                    options.ListenHost = value.IsEmpty ? null : value.AsText();
                    break;
                case "port" when value.TryInteger(out var port) && port is >= 0 and <= 65_535:
                    options.ListenPort = (int)port;
                    break;
                case "port":
                    report.Refuse(value, "an integer from 0 to 65535");
                    break;
                case "listen":
                    ApplyListen(options, value, report);
                    break;
                case "url_scheme" when value.AsWord() is "http" or "https":
                    options.HttpScheme ??= value.AsWord();
                    break;
                case "url_scheme":
                    report.Refuse(value, "http, https");
                    break;
                case "use" when value.AsWord() == "egg:waitress#main":
                    break;
                case "use":
                    report.Notice($"use of [{Name}] is '{value.Text}' and has no effect: this server is its own web server. host and port are taken from the section.");
                    break;
                case "trusted_proxy" or "trusted_proxy_headers" or "trusted_proxy_count":
                    report.Notice($"{value.Name} of [{Name}] has no effect: no header says who asks or how. Set http_scheme and http_host to the public address.");
                    break;
                default:
                    report.Notice($"{value.Name} of [{Name}] has no effect: the server has its own listener, and takes host and port.");
                    break;
            }
        }
    }

    /// <summary>The first of a list of addresses with ports, which stands in place of host and port.</summary>
    static void ApplyListen(KintoHawkOptions options, SettingValue value, SettingsReport report)
    {
        var addresses = value.AsList();
        if (addresses.Count == 0)
            return;
        var colon = addresses[0].LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(addresses[0].AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            report.Refuse(value, "an address and a port, like 127.0.0.1:8888 or [::1]:8888");
            return;
        }

        (options.ListenHost, options.ListenPort) = (addresses[0][..colon].Trim('[', ']'), port);
        if (addresses.Count > 1)
            report.Notice($"listen of [{Name}] has {addresses.Count} addresses; only {addresses[0]} is listened on.");
    }
}
