using System.ComponentModel;
using System.Diagnostics;
using KintoHawk.Load;

namespace Hawk.Benchmarks;

/// <summary>The reference implementation under Node, with the same key, URL and header, for comparison; when it is there.</summary>
static class NodeReference
{
    const string Script = "reference.mjs";

    /// <returns>A sentence with its figures, or why there are none.</returns>
    /// <exception cref="LoadFailedException">The script ran and failed.</exception>
    public static async Task<string> DescribeAsync(string header, CancellationToken cancellationToken)
    {
        if (PackageFolder() is not { } packages)
            return "The reference package was not measured: run npm ci in test/clients.";
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, Script), packages, BenchmarkedRequest.Id, BenchmarkedRequest.Key, BenchmarkedRequest.Uri.AbsoluteUri, header])
            start.ArgumentList.Add(argument);
        try
        {
            using var node = Process.Start(start)!;
            var output = node.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = node.StandardError.ReadToEndAsync(cancellationToken);
            await node.WaitForExitAsync(cancellationToken);
            return node.ExitCode is 0 ? (await output).Trim() : throw new LoadFailedException($"{Script} failed: {await errors}");
        }
        catch (Win32Exception)
        {
            return "The reference package was not measured: there is no node.";
        }
    }

    static string? PackageFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KintoHawk.slnx")))
            folder = folder.Parent;
        var packages = folder is null ? null : Path.Combine(folder.FullName, "test", "clients");
        return packages is not null && Directory.Exists(Path.Combine(packages, "node_modules", "hawk")) ? packages : null;
    }
}
