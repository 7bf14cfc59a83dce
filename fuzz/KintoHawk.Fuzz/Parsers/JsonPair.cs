using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Fuzz.Parsers;

/// <summary>Inputs that are two JSON texts with a line feed between them.</summary>
static class JsonPair
{
    /// <summary>Reads both strictly, as a request is read.</summary>
    public static bool TryRead(string input, [NotNullWhen(true)] out JsonDocument? first, [NotNullWhen(true)] out JsonDocument? second)
    {
        (first, second) = (null, null);
        var end = input.IndexOf('\n', StringComparison.Ordinal);
        return end >= 0 && TryRead(input.AsSpan(0, end), out first) && TryRead(input.AsSpan(end + 1), out second);
    }

    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out JsonDocument? document)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return JsonText.TryParse(bytes.AsMemory(0, Encoding.UTF8.GetBytes(text, bytes)), out document, out _);
    }
}
