using KintoHawk.Server.Api;

namespace KintoHawk.Server.Plugins;

/// <summary>What a module named in <c>includes</c> adds to the server (kinto-plugins). Plugins are compiled in; <see cref="PluginServices"/> lists them.</summary>
interface IPlugin
{
    /// <summary>Routes of its own. They are tried before those of the core.</summary>
    IEnumerable<ApiRoute> Routes => [];

    /// <summary>Writes its members of <c>capabilities</c> in the hello view.</summary>
    void WriteCapabilities(WireWriter json) { }

    /// <summary>Writes its members of <c>settings</c> in the hello view.</summary>
    void WriteSettings(WireWriter json) { }

    /// <summary>Writes its members of <c>user</c> in the hello view.</summary>
    void WriteUser(WireWriter json, ApiRequest request) { }
}
