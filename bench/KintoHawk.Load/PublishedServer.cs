namespace KintoHawk.Load;

/// <summary>The executable that is measured.</summary>
static class PublishedServer
{
    const string Variable = "KINTOHAWK";

    /// <summary>
    /// The given file, else the one <c>KINTOHAWK</c> names, else <c>artifacts/kintohawk</c>, published from the sources first: figures of yesterday's
    /// server help nobody.
    /// </summary>
    /// <exception cref="LoadFailedException">There is no such file, or publishing failed.</exception>
    public static async Task<string> FindAsync(string? file, CancellationToken cancellationToken)
    {
        if (file is null && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            file = named;
        if (file is null)
            return await PublishAsync(cancellationToken);
        return File.Exists(file) ? Path.GetFullPath(file) : throw new LoadFailedException($"There is no file {file}.");
    }

    static async Task<string> PublishAsync(CancellationToken cancellationToken)
    {
        var root = Root();
        var output = Path.Combine(root, "artifacts", "kintohawk");
        await Console.Error.WriteLineAsync("Publishing the server.");
        await ChildServer.RunAsync(
            "dotnet", ["publish", Path.Combine("src", "KintoHawk.Cli"), "-c", "Release", "-o", output, "-v", "quiet", "-nodeReuse:false"], root, cancellationToken);
        return Path.Combine(output, OperatingSystem.IsWindows() ? "kintohawk.exe" : "kintohawk");
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KintoHawk.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new LoadFailedException("The sources are not around this program: name a published server with --server.");
    }
}
