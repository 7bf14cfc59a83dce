using System.Text;

namespace KintoHawk.Server.Tests.MalformedInput;

/// <summary>Spoils texts in ways that have broken servers before. The same seed spoils the same way.</summary>
sealed class Mutator(int seed)
{
    static readonly string[] _nasty =
    [
        "\\u0000", "\\ud800", "\\udc00\\ud800", "1e999", "-0", "1E-400", "null", "true", "[]", "{}", "\"\"", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "NaN",
        "%00", "%FF", "%", "%2", "%c3%28", "%ed%a0%80", "\"", "'", "\\", "\\\\", "/", "//", "../", "*", ",", ":", ";", "=", "&", "+", "#", "<", "\0", "\u0001", "\u007f", "\u00ff", "\u00c3\u00a9",
        "\u00f0\u009f\u0098\u0080", "\u00ed\u00a0\u0080", "\u00ef\u00bb\u00bf", "__proto__", "id", "last_modified", "deleted", "data", "_limit=", "_token=", "in_", "contains_any_", "like_",
        new string('[', 300), string.Concat(Enumerable.Repeat("{\"a\":", 300)), new string('9', 400), new string('a', 5000), new string('%', 200), new string('.', 200), new string('-', 100),
    ];

    readonly Random _random = new(seed);

    public int Next(int bound) => _random.Next(bound);

    public TItem Choose<TItem>(IReadOnlyList<TItem> items) => items[_random.Next(items.Count)];

    public string Spoil(string text)
    {
        for (var rounds = 1 + _random.Next(3); rounds > 0; rounds--)
            text = SpoilOnce(text);
        return text;
    }

    /// <summary>For parts of the head of a request: a line break or a blank there would make another request of it.</summary>
    public string SpoilWithin(string text, params ReadOnlySpan<char> forbidden)
    {
        var spoilt = new StringBuilder();
        foreach (var character in Spoil(text))
            if (!forbidden.Contains(character))
                spoilt.Append(character);
        return spoilt.ToString();
    }

    string SpoilOnce(string text)
    {
        var at = _random.Next(text.Length + 1);
        var length = Math.Min(_random.Next(12), text.Length - at);
        return _random.Next(6) switch
        {
            0 => text[..at] + text[(at + length)..],
            1 => string.Concat(text.AsSpan(0, at), text.AsSpan(at, length), text.AsSpan(at)),
            2 => text[..at] + (char)_random.Next(256) + text[Math.Min(at + 1, text.Length)..],
            3 => text[..at] + Choose(_nasty) + text[(at + length)..],
            4 => text[..at],
            _ => text[..at] + Choose(_nasty) + text[at..],
        };
    }
}
