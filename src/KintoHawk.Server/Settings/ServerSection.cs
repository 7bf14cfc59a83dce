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
                case "use" when value.AsWord() == "egg:waitress#main":
                    break;
                default:
                    report.Notice($"{value.Name} of [{Name}] has no effect: the server has its own listener, and takes host and port.");
                    break;
            }
        }
    }
}
