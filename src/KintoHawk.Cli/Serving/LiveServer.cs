using System.Net.Sockets;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary>The server with the settings of the moment. It can go over to other settings while it serves.</summary>
sealed class LiveServer(StartOrder order, TimeProvider time) : IAsyncDisposable
{
    readonly HeldListeners _listeners = new();
    readonly List<Task> _retiring = [];
    Generation? _current;

    /// <summary>The URL of the API.</summary>
    public string Url => _current!.Url;

    /// <summary>Completes when a signal says to stop.</summary>
    public Task Stopping => _current!.Stopping;

    /// <summary>Begins to serve, once the backends are there; null, or else why it cannot.</summary>
    public async Task<StartFailure?> TryStartAsync(KintoHawkOptions options, IReadOnlyList<string> notices, CancellationToken cancellationToken)
    {
        var listen = ListenAddress.Of(order, options);
        var patience = new Patience(order.Patience, time);
        while (true)
        {
            try
            {
                _current = await OpenAsync(options, listen, notices, cancellationToken);
                return null;
            }
            catch (Exception failure) when (Explain(failure, listen) is { } reason)
            {
                if (!await patience.WaitAsync(failure, options, cancellationToken))
                    return new StartFailure(reason, Patience.MayPass(failure, options) ? ExitCode.Unavailable : ExitCode.Failure);
            }
        }
    }

    /// <summary>
    /// Reads the settings again and goes over to them. When they are wrong, or the server cannot start with them, that is logged, and it goes on with
    /// the ones it has.
    /// </summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var old = _current!;
        var (options, notices, errors) = SettingsAtStart.Read(order.Source, order.Port);
        foreach (var error in errors)
            old.Log.SettingsRefused(error);
        if (options is null)
            return;

        var listen = ListenAddress.Of(order, options);
        try
        {
            _current = await OpenAsync(options, listen, notices, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, it is no reason to end a server that serves.
            old.Log.SettingsRefused(Explain(failure, listen) ?? $"{failure.GetType().Name}: {failure.Message}");
            return;
        }

        _current.Log.SettingsTakenOver(_current.Url);
        if (old.Stopping.IsCompleted) // a signal came before the new one could hear it
            await _current.StopAsync();
        _retiring.RemoveAll(static retired => retired.IsCompletedSuccessfully);
        _retiring.Add(RetireAsync(old, _current));
    }

    public async ValueTask DisposeAsync()
    {
        if (_current is { } current)
        {
            await current.StopAsync();
            await current.DisposeAsync();
        }

        await Task.WhenAll(_retiring);
        if (_current is not null)
            await _current.Backends.DisposeAsync();
    }

    /// <summary>What is open already is taken over where the settings want the same.</summary>
    async Task<Generation> OpenAsync(KintoHawkOptions options, ListenAddress listen, IReadOnlyList<string> notices, CancellationToken cancellationToken)
    {
        var backends = await Backends.OpenAsync(options, time, _current?.Backends, cancellationToken);
        Generation? generation = null;
        try
        {
            var addresses = await listen.ResolveAsync(cancellationToken);
            var ports = new GenerationPorts(_listeners);
            generation = new Generation(options, backends, ports, WebServer.Build(options, backends, new WebListener(ports, addresses, listen.Port), order.Verbosity));
            foreach (var notice in notices)
                generation.Log.SettingsNotice(notice);
            await generation.StartAsync(cancellationToken);
            return generation;
        }
        catch
        {
            if (generation is not null)
                await generation.DisposeAsync();
            if (_current is { } serving)
                await backends.CloseExceptAsync(serving.Backends);
            else
                await backends.DisposeAsync();
            throw;
        }
    }

    async Task RetireAsync(Generation old, Generation successor)
    {
        await old.RetireAsync(time);
        await old.DisposeAsync();
        await old.Backends.CloseExceptAsync(successor.Backends);
    }

    /// <summary>Why the server cannot start; null for what is nobody's fault but ours.</summary>
    static string? Explain(Exception failure, ListenAddress listen) => failure switch
    {
        StorageUnavailableException or CacheUnavailableException => failure.Message,
        IOException => $"Cannot listen on {listen}: {failure.InnerException?.Message ?? failure.Message}. Another program may have the port; --port N takes another one, --port 0 any.",
        SocketException => $"Cannot listen on {listen}: {failure.Message}.",
        _ => null,
    };
}
