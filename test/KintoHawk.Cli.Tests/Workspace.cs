namespace KintoHawk.Cli.Tests;

/// <summary>A temporary folder: the current folder of the commands, with the user's config folder in it.</summary>
sealed class Workspace : IDisposable
{
    public Workspace() => Folder = Directory.CreateTempSubdirectory("kintohawk-cli-").FullName;

    public string Folder { get; }

    public string ConfigFolder => Path.Combine(Folder, "config-home");

    public string SessionFile => Path.Combine(ConfigFolder, "kintohawk", "session.json");

    public string DataFolder => Path.Combine(Folder, "kintohawk-data");

    /// <summary>Writes a file below the folder and returns its whole path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs a command to its end.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => RunAsync("", arguments);

    /// <summary>Runs a command to its end, with this standard input.</summary>
    public async Task<CommandResult> RunAsync(string input, string[] arguments, params (string Name, string Value)[] environment)
    {
        using var command = new RunningCommand(this, arguments, environment);
        return await command.FinishAsync(input);
    }

    /// <summary>Starts a server on a free port and waits until it says that it is ready.</summary>
    public Task<RunningServer> StartAsync(params string[] arguments) => StartAsync([], arguments);

    public Task<RunningServer> StartAsync((string Name, string Value)[] environment, params string[] arguments) => RunningServer.StartAsync(this, environment, arguments);

    /// <summary>Starts a server at the port that its settings say.</summary>
    public Task<RunningServer> StartAtOwnPortAsync(params string[] arguments) => RunningServer.StartAsync(new RunningCommand(this, ["start", .. arguments], []));

    /// <summary>Who may do what with a file or folder; nothing to be said on Windows.</summary>
    public static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
