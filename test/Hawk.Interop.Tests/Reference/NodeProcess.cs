using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Hawk.Interop.Tests.Reference;

/// <summary>A script under Node.js that is talked to in JSON lines, and that ends when its input does.</summary>
sealed class NodeProcess : IAsyncDisposable
{
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _waiting = [];
    readonly TaskCompletionSource<JsonObject> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly SemaphoreSlim _writing = new(1);
    readonly Task<string> _error;
    readonly Task _reading;
    int _lastId;

    NodeProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>Starts a script of the folder <c>reference</c> and waits until it says that it is ready.</summary>
    public static async Task<NodeProcess> StartAsync(string script)
    {
        var repository = Repository();
        if (!Directory.Exists(Path.Combine(repository, "test/clients/node_modules/hawk")))
            throw new InvalidOperationException("The reference package is not installed: run 'npm ci' in test/clients first.");

        var start = new ProcessStartInfo("node", [Path.Combine(repository, "test/Hawk.Interop.Tests/scripts", script)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var node = new NodeProcess(Start(start));
        try
        {
            await node._ready.Task.WaitAsync(_patience);
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }

        return node;
    }

    /// <summary>Asks for something and waits for the answer.</summary>
    public async Task<JsonObject> CallAsync(string command, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        if (_reading.IsCompleted)
            await FailAsync();

        parameters["id"] = id;
        parameters["command"] = command;
        await _writing.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(parameters.ToJsonString());
            await _process.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }

        var reply = await answer.Task.WaitAsync(_patience);
        return reply["failure"] is { } failure ? throw new InvalidOperationException($"{command} failed in the script: {failure}") : reply;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _reading;
        _process.Dispose();
        _writing.Dispose();
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("Node.js is missing: install it, then run 'npm ci' in test/clients.", missing);
        }
    }

    async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var message = JsonNode.Parse(line)!.AsObject();
            if (message["id"] is not { } id)
                _ready.TrySetResult(message);
            else if (_waiting.TryRemove(id.GetValue<int>(), out var answer))
                answer.SetResult(message);
        }

        await FailAsync();
    }

    async Task FailAsync()
    {
        var ended = new InvalidOperationException($"The script has ended. {await _error}");
        _ready.TrySetException(ended);
        foreach (var answer in _waiting.Values)
            answer.TrySetException(ended);
    }

    static string Repository([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "../../../.."));
}
