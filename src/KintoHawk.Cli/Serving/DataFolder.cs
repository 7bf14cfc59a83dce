using System.Buffers;
using System.Security.Cryptography;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary>The folder of a server without settings file: its two databases and its generated secret, all readable by their owner alone.</summary>
sealed class DataFolder
{
    /// <summary>Objects and permissions.</summary>
    public const string StorageFile = "storage.sqlite";

    /// <summary>Sessions and nonces.</summary>
    public const string CacheFile = "cache.sqlite";

    /// <summary>The key of the digests in user ids and cache keys: 64 hexadecimal digits.</summary>
    public const string SecretFile = "userid_hmac_secret";

    const int SecretBytes = 32;

    static readonly SearchValues<char> _hexDigits = SearchValues.Create("0123456789abcdef");

    readonly string _path;
    readonly string _secret;

    DataFolder(string path, string secret)
    {
        _path = path;
        _secret = secret;
    }

    /// <summary>Looks at the folder without making anything. Where there is no secret yet, one is made up that nobody ever uses.</summary>
    /// <exception cref="IOException">The secret cannot be read, or is not one.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is somebody else's.</exception>
    public static DataFolder LookAt(string path) =>
        File.Exists(Path.Combine(path, SecretFile)) ? new DataFolder(path, ReadSecret(path)) : new DataFolder(path, NewSecret());

    /// <summary>Opens the folder; makes what is not there yet.</summary>
    /// <exception cref="IOException">The folder or the secret cannot be made, or the secret is not one.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is somebody else's.</exception>
    public static DataFolder Open(string path)
    {
        OwnFiles.CreateFolder(path);
        var file = Path.Combine(path, SecretFile);
        if (!File.Exists(file))
            OwnFiles.TryCreate(file, NewSecret() + "\n");
        // Of two first starts at once one has written the file; both read it, so both have the same secret.
        return new DataFolder(path, ReadSecret(path));
    }

    public KintoHawkOptions ToOptions() => KintoHawkOptions.EmbeddedDefault(Path.Combine(_path, StorageFile), Path.Combine(_path, CacheFile), _secret);

    /// <summary>The path, and nothing secret.</summary>
    public override string ToString() => _path;

    static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    static string ReadSecret(string path)
    {
        var file = Path.Combine(path, SecretFile);
        var secret = File.ReadAllText(file).Trim();
        if (secret.Length != 2 * SecretBytes || secret.AsSpan().ContainsAnyExcept(_hexDigits))
            throw new InvalidDataException($"{file} does not hold {2 * SecretBytes} hexadecimal digits. Restore it: without it sessions and cached logins are lost.");
        return secret;
    }
}
