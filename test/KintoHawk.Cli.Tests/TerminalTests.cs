using System.Diagnostics;
using System.Text;

namespace KintoHawk.Cli.Tests;

/// <summary>Prompts at a terminal, which <c>script</c> makes.</summary>
public sealed class TerminalTests : IDisposable
{
    const string Script = "/usr/bin/script";

    static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    readonly Workspace _workspace = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_password_is_not_shown_while_it_is_typed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Script), "Platform: there is no util-linux script to make a terminal with.");
        var command = Path.Combine(AppContext.BaseDirectory, "kintohawk");
        using var terminal = Process.Start(new ProcessStartInfo(Script, ["-q", "-e", "-c", $"'{command}' create-user", "/dev/null"])
        {
            UseShellExecute = false,
            WorkingDirectory = _workspace.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var shown = new StringBuilder();

        await ShowsAsync("Name of the account: ");
        await TypeAsync("alice\r");
        await ShowsAsync("Password of alice: ");
        await TypeAsync("wrogn\u007f\u007f\u007fong");
        await TypeAsync("\r");
        await ShowsAsync("The same password again: ");
        await TypeAsync("wrong\r");
        await ShowsAsync("Account 'alice' is stored.");
        await terminal.WaitForExitAsync(Cancel).WaitAsync(_patience, Cancel);

        Assert.Equal(0, terminal.ExitCode);
        Assert.Contains("alice", shown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wro", shown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ong", shown.ToString(), StringComparison.Ordinal);
        await using var server = await _workspace.StartAsync();
        await server.CallAsync("GET", "accounts/alice", user: "alice:wrong");

        async Task TypeAsync(string keys)
        {
            await terminal.StandardInput.WriteAsync(keys.AsMemory(), Cancel);
            await terminal.StandardInput.FlushAsync(Cancel);
        }

        async Task ShowsAsync(string words)
        {
            var buffer = new char[256];
            while (!shown.ToString().Contains(words, StringComparison.Ordinal))
            {
                var read = await terminal.StandardOutput.ReadAsync(buffer, Cancel).AsTask().WaitAsync(_patience, Cancel);
                Assert.True(read > 0, $"The command ended after: {shown}");
                shown.Append(buffer, 0, read);
            }
        }
    }
}
