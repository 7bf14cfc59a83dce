using System.Text.Json;

namespace KintoHawk.Cli.Sessions;

/// <summary>The file in the user's config folder that holds the session: <c>kintohawk/session.json</c>, readable by its owner alone.</summary>
static class SessionFile
{
    /// <summary>Where it is: in <c>XDG_CONFIG_HOME</c>, or else in <c>~/.config</c>.</summary>
    public static string Path { get; } = System.IO.Path.Combine(ConfigFolder(), "kintohawk", "session.json");

    /// <summary>The session; null when there is none, or when the file is not one.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is somebody else's.</exception>
    public static StoredSession? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), StoredSessionJson.Default.StoredSession);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the session over any other.</summary>
    public static void Write(StoredSession session)
    {
        OwnFiles.CreateFolder(System.IO.Path.GetDirectoryName(Path)!);
        OwnFiles.Replace(Path, JsonSerializer.Serialize(session, StoredSessionJson.Default.StoredSession) + "\n");
    }

    public static void Delete() => File.Delete(Path);

    // The rule of XDG: a relative path is to be ignored.
    static string ConfigFolder() => Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { } folder && System.IO.Path.IsPathFullyQualified(folder)
        ? folder
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
}
