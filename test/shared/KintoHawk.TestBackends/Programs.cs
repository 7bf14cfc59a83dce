namespace KintoHawk.TestBackends;

/// <summary>Where the servers' programs are.</summary>
public static class Programs
{
    /// <summary>The path of a program. Fails with what to install.</summary>
    /// <param name="name">The program, such as <c>initdb</c>.</param>
    /// <param name="package">Debian's package that has it.</param>
    public static string Find(string name, string package)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/sbin", "/usr/local/sbin", "/sbin"])
            .Concat(PostgreSqlFolders());
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"The tests need the program '{name}', which is not installed. On Debian: apt-get install {package}");
    }

    /// <summary>Debian keeps PostgreSQL's programs out of the PATH, one folder for each version; the newest first.</summary>
    static IEnumerable<string> PostgreSqlFolders() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(static folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(static folder => Path.Combine(folder, "bin"))
        : [];
}
