using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Settings;

/// <summary>Reads settings from text, with a fixed place and port.</summary>
static class Reading
{
    static readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal) { ["here"] = "/etc/kinto", ["__file__"] = "/etc/kinto/kinto.ini", ["http_port"] = "8888" };

    /// <summary>Reads a whole file.</summary>
    public static SettingsResult File(string text, params (string Name, string Value)[] environment) =>
        SettingsReader.ReadText(text, _variables, Environment(environment), new KintoHawkOptions());

    /// <summary>Reads lines of the section of the application; line 1 is its header.</summary>
    public static SettingsResult Application(string lines, params (string Name, string Value)[] environment) => File("[app:main]\n" + lines, environment);

    /// <summary>The options of these lines, which must be right.</summary>
    public static KintoHawkOptions Options(string lines, params (string Name, string Value)[] environment)
    {
        var result = Application(lines, environment);
        Assert.Empty(result.Errors);
        return result.Options!;
    }

    /// <summary>The one error of these lines, as it is shown.</summary>
    public static string Error(string lines, params (string Name, string Value)[] environment)
    {
        var result = Application(lines, environment);
        Assert.False(result.Succeeded);
        return Assert.Single(result.Errors).ToString();
    }

    public static Dictionary<string, string> Environment(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(static variable => variable.Name, static variable => variable.Value, StringComparer.Ordinal);
}
