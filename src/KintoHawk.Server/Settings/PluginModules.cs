namespace KintoHawk.Server.Settings;

/// <summary>The names that <c>includes</c> knows.</summary>
static class PluginModules
{
    public const string Accounts = "kinto.plugins.accounts";

    public const string Flush = "kinto.plugins.flush";

    public const string Hawk = "kinto_hawk";
}
