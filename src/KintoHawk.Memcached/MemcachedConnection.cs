using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Channels;

namespace KintoHawk.Memcached;

/// <summary>
/// One connection that many questions share: they are sent as they come, and answered in this order. When one is not answered in time, or with nonsense,
/// nothing after it can be told apart any more: the connection ends, and with it whatever waits for an answer.
/// </summary>
sealed class MemcachedConnection : IAsyncDisposable
{
    /// <summary>How many questions may wait to be sent; more of them could not be answered in time anyway.</summary>
    const int MostWaiting = 20_000;

    /// <summary>About so much is sent in one go.</summary>
    const int SendSize = 64 * 1024;

    readonly Stream _stream;
    readonly string _name;
    readonly TimeSpan _timeout;
    readonly Channel<MemcachedRequest> _toSend = Channel.CreateBounded<MemcachedRequest>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    readonly ConcurrentQueue<MemcachedRequest> _sent = new();
    readonly Task _running;
    volatile MemcachedException? _end;

    /// <param name="stream">The connection.</param>
    /// <param name="name">The server, for operators.</param>
    /// <param name="timeout">How long an answer may take.</param>
    public MemcachedConnection(Stream stream, string name, TimeSpan timeout)
    {
        _stream = stream;
        _name = name;
        _timeout = timeout;
        _running = RunAsync();
    }

    /// <summary>False once the connection has ended.</summary>
    public bool IsOpen => _end is null;

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="MemcachedException">There is none; whether the server has done as it was told is unknown.</exception>
    public async Task<MemcachedReply> AskAsync(byte[] command, byte[]? key, CancellationToken cancellationToken)
    {
        var request = new MemcachedRequest(command, key);
        if (!_toSend.Writer.TryWrite(request))
            throw _end?.Again() ?? new MemcachedException($"Too many questions wait for memcached {_name}.");
        try
        {
            return await request.Answer.WaitAsync(_timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            var end = new MemcachedException($"memcached {_name} did not answer within {_timeout.TotalSeconds} s.");
            End(end);
            throw end.Again();
        }
    }

    public async ValueTask DisposeAsync()
    {
        End(new MemcachedException($"The connection to memcached {_name} is closed."));
        await _running.ConfigureAwait(false);
    }

    /// <summary>The first reason counts.</summary>
    void End(MemcachedException reason)
    {
        if (Interlocked.CompareExchange(ref _end, reason, null) is not null)
            return;
        _toSend.Writer.TryComplete();
        _stream.Dispose();
    }

    async Task RunAsync()
    {
        await Task.WhenAll(GuardAsync(SendAsync), GuardAsync(ReceiveAsync)).ConfigureAwait(false);
        // Nothing comes in any more, and nobody else takes out.
        while (_sent.TryDequeue(out var request) || _toSend.Reader.TryRead(out request))
            request.Fail(_end!.Again());
    }

    async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await Task.Yield();
            await work().ConfigureAwait(false);
            End(Broken(null));
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            End(Broken(failure));
        }
        catch (MemcachedException failure)
        {
            End(new MemcachedException($"memcached {_name} does not speak its protocol. {failure.Message}", failure));
        }
    }

    MemcachedException Broken(Exception? cause)
    {
        var message = $"The connection to memcached {_name} broke.";
        return cause is null
            ? new MemcachedException(message) { IsBrokenConnection = true }
            : new MemcachedException($"{message} {cause.Message}", cause) { IsBrokenConnection = true };
    }

    async Task SendAsync()
    {
        var output = PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));
        try
        {
            while (await _toSend.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (_toSend.Reader.TryRead(out var request))
                {
                    // Before it is sent: the answer may be there before we are.
                    _sent.Enqueue(request);
                    await WriteAsync(output, request.Command).ConfigureAwait(false);
                }

                await output.FlushAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            // With a reason, so that it does not try to send the rest.
            await output.CompleteAsync(_end ?? Broken(null)).ConfigureAwait(false);
        }
    }

    static async ValueTask WriteAsync(PipeWriter output, byte[] command)
    {
        if (command.Length > SendSize)
        {
            await output.WriteAsync(command).ConfigureAwait(false);
            return;
        }

        command.CopyTo(output.GetSpan(command.Length));
        output.Advance(command.Length);
        if (output.UnflushedBytes > SendSize)
            await output.FlushAsync().ConfigureAwait(false);
    }

    async Task ReceiveAsync()
    {
        var input = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true, bufferSize: 16 * 1024));
        try
        {
            while (true)
            {
                var received = await input.ReadAsync().ConfigureAwait(false);
                var buffer = received.Buffer;
                TakeReplies(ref buffer);
                input.AdvanceTo(buffer.Start, buffer.End);
                if (received.IsCompleted)
                    return;
            }
        }
        finally
        {
            await input.CompleteAsync().ConfigureAwait(false);
        }
    }

    void TakeReplies(ref ReadOnlySequence<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (!_sent.TryPeek(out var request))
                throw new MemcachedException("It answers what was not asked.");
            if (!MemcachedReplyReader.TryRead(ref buffer, request.Key, out var reply))
                return;
            _sent.TryDequeue(out _);
            request.Complete(reply);
            // What follows a command that was not understood may be taken for commands.
            if (reply.IsMisunderstanding)
                throw new MemcachedException($"It answers {reply.Line}.");
        }
    }
}
