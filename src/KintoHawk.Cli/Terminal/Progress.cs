namespace KintoHawk.Cli.Terminal;

/// <summary>
/// Says on standard error how far a long work is: to people at a terminal in one line that changes, to others, who asked for it with <c>-v</c>, in a
/// line now and then.
/// </summary>
sealed class Progress(string doing, Messages messages, TimeProvider time) : IDisposable
{
    static readonly TimeSpan _atTerminal = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan _inLog = TimeSpan.FromSeconds(5);

    readonly bool _isTerminal = !Console.IsErrorRedirected && !messages.IsQuiet;
    long _said = time.GetTimestamp();
    int _width;

    /// <summary>How much there is to do; 0 while nobody knows.</summary>
    public long Total { get; set; }

    public void Reached(long count)
    {
        if (!(_isTerminal || messages.IsVerbose) || time.GetElapsedTime(_said) < (_isTerminal ? _atTerminal : _inLog))
            return;
        _said = time.GetTimestamp();
        var line = Total > 0 ? $"{doing}: {count} of {Total} ({100 * count / Total} %)" : $"{doing}: {count}";
        if (!_isTerminal)
        {
            Console.Error.WriteLine(line);
            return;
        }

        Console.Error.Write($"\r{line.PadRight(_width)}");
        _width = line.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (_width > 0)
            Console.Error.Write($"\r{new string(' ', _width)}\r");
        _width = 0;
    }
}
