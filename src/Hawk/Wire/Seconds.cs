using System.Globalization;

namespace Hawk.Wire;

/// <summary>Writes timestamps. A busy signer signs many requests within one second, and then has the text already.</summary>
static class Seconds
{
    [ThreadStatic]
    static long _last;

    [ThreadStatic]
    static string? _text;

    internal static string Text(long seconds)
    {
        if (_text is { } text && _last == seconds)
            return text;
        _last = seconds;
        return _text = seconds.ToString(CultureInfo.InvariantCulture);
    }
}
