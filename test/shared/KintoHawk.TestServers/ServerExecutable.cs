namespace KintoHawk.TestServers;

/// <summary>The executable under test.</summary>
public static class ServerExecutable
{
    /// <summary>What <c>KINTOHAWK</c> names, else the newest build of this repository.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("KINTOHAWK") is { Length: > 0 } named ? named : NewestBuild();

    static string NewestBuild()
    {
        var name = OperatingSystem.IsWindows() ? "kintohawk.exe" : "kintohawk";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var builds = new DirectoryInfo(System.IO.Path.Combine(folder.FullName, "artifacts", "bin", "KintoHawk.Cli"));
            if (builds.Exists && builds.EnumerateFiles(name, SearchOption.AllDirectories).MaxBy(static file => file.LastWriteTimeUtc) is { } newest)
                return newest.FullName;
        }

        throw new FileNotFoundException("There is no build of kintohawk. Build src/KintoHawk.Cli, or name the executable in the variable KINTOHAWK.");
    }
}
