namespace KintoHawk.Cli.Tests.Takeover;

/// <summary>A cache as Kinto's own code reads and writes it (kinto-postgres §5), beside the server.</summary>
interface ISharedCache
{
    /// <summary>The last part of <c>cache_backend</c>.</summary>
    string Kind { get; }

    /// <summary>The lines of the settings file that say where it is.</summary>
    string Settings { get; }

    /// <summary>Stores a value as Kinto does.</summary>
    /// <param name="key">The key, without prefix.</param>
    /// <param name="json">The value as JSON text.</param>
    /// <param name="lifetime">How long it lives.</param>
    Task PutAsync(string key, string json, TimeSpan lifetime);

    /// <summary>Reads a value as Kinto does: its JSON text and how long it still lives, as far as the backend tells; null when it is not there.</summary>
    Task<(string Json, TimeSpan? Lifetime)?> FindAsync(string key);
}
