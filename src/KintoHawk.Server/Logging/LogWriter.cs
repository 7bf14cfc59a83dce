using System.Collections.Concurrent;
using System.Text;

namespace KintoHawk.Server.Logging;

/// <summary>Writes lines on a thread of its own, so that requests do not wait for whoever reads the log. A full queue makes them wait all the same: nothing is lost.</summary>
sealed class LogWriter : IDisposable
{
    const int Capacity = 4096;

    /// <summary>How long the end of the server waits for whoever reads the log.</summary>
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    readonly BlockingCollection<string> _lines = new(Capacity);
    readonly Stream _output;
    readonly TimeSpan _mostWaiting;
    readonly Thread _thread;

    public LogWriter(Stream output) : this(output, _patience) { }

    /// <param name="output">Where the lines go.</param>
    /// <param name="mostWaiting">How long <see cref="Dispose"/> waits for lines to be read.</param>
    public LogWriter(Stream output, TimeSpan mostWaiting)
    {
        _output = output;
        _mostWaiting = mostWaiting;
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    public void Write(string line)
    {
        try
        {
            _lines.Add(line);
        }
        catch (InvalidOperationException)
        {
            // The server has ended; what is said after that is said to nobody.
        }
    }

    /// <summary>Writes what is queued, and ends; without the rest when nobody reads it, as a pipe that is full and still open.</summary>
    public void Dispose()
    {
        _lines.CompleteAdding();
        // The thread is in the middle of a write otherwise, and ends with the process.
        if (_thread.Join(_mostWaiting))
            _output.Dispose();
    }

    void WriteAll()
    {
        var bytes = new MemoryStream();
        foreach (var line in _lines.GetConsumingEnumerable())
        {
            bytes.SetLength(0);
            bytes.Write(Encoding.UTF8.GetBytes(line));
            bytes.WriteByte((byte)'\n');
            try
            {
                // One write per line: processes that share the stream do not cut each other's lines.
                _output.Write(bytes.GetBuffer(), 0, (int)bytes.Length);
                _output.Flush();
            }
            catch (IOException)
            {
                // Nobody reads the stream any more; serving is more important.
            }
        }
    }
}
