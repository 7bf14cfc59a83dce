namespace KintoHawk.Server.Settings;

/// <summary>Where objects, permissions or cache entries are kept.</summary>
public enum BackendKind
{
    /// <summary>In this process; lost at exit. Settings: <c>memory</c>, <c>kinto.core.storage.memory</c> and its siblings.</summary>
    Memory,

    /// <summary>In an SQLite file. Setting: <c>sqlite</c>.</summary>
    Sqlite,
}
