using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace KintoHawk.Cli.Serving;

/// <summary>When the settings are to be read again: at the signal SIGHUP and, if asked for, whenever one of their files changes.</summary>
sealed class Reloads : IAsyncDisposable
{
    // One that waits is enough: whoever reads then reads everything.
    readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly CancellationTokenSource _end = new();
    readonly PosixSignalRegistration? _signal;
    readonly Task _watching;

    /// <param name="watch">Notices changes of files; null for signals alone.</param>
    public Reloads(SettingsWatch? watch)
    {
        if (!OperatingSystem.IsWindows())
        {
            _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                Request();
            });
        }

        _watching = watch?.RunAsync(Request, _end.Token) ?? Task.CompletedTask;
    }

    /// <summary>Completes when the settings are to be read again; to be called once more after that.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _wanted.Reader.ReadAsync(cancellationToken).AsTask();

    public async ValueTask DisposeAsync()
    {
        _signal?.Dispose();
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    void Request() => _wanted.Writer.TryWrite(true);
}
