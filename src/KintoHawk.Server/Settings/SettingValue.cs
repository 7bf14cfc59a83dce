using System.Globalization;
using System.Text.Json;

namespace KintoHawk.Server.Settings;

/// <summary>The text of one setting, and where it came from. Text that is JSON means the JSON value.</summary>
sealed class SettingValue
{
    readonly string _plain;
    readonly IReadOnlyList<string>? _members;

    /// <param name="name">The setting as it was written: a key of the file or the name of an environment variable.</param>
    /// <param name="text">The text after interpolation.</param>
    /// <param name="line">The line in the file; null for an environment variable.</param>
    public SettingValue(string name, string text, int? line)
    {
        Name = name;
        Text = text;
        Line = line;
        (_plain, _members) = Interpret(text);
    }

    public string Name { get; }

    public string Text { get; }

    public int? Line { get; }

    /// <summary>True for an empty value and for <c>null</c>.</summary>
    public bool IsEmpty => _members is null && _plain.Length == 0;

    /// <summary>The value as text. Numbers keep their digits, so that <c>1.20</c> does not turn into 1.2.</summary>
    public string AsText() => _members is null ? _plain : Text;

    /// <summary>The members of a JSON list, or the words between blanks and line breaks.</summary>
    public IReadOnlyList<string> AsList() => _members ?? _plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The value without a comment after it. Documented examples have one (<c>60  # a minute</c>); a number, a switch or one word of a
    /// fixed choice cannot hold a blank, so nothing is lost.</summary>
    public string AsWord()
    {
        var text = AsText().Trim();
        for (var i = 1; i < text.Length; i++)
            if (text[i] is '#' or ';' && char.IsWhiteSpace(text[i - 1]))
                return text[..i].TrimEnd();
        return text;
    }

    /// <summary>True or false; null for any other word.</summary>
    public bool? AsFlag() => AsWord().ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "t" or "y" or "1" => true,
        "false" or "no" or "off" or "f" or "n" or "0" or "none" or "" => false,
        _ => null,
    };

    public bool TryInteger(out long value) => long.TryParse(AsWord(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    public bool TryNumber(out double value) =>
        double.TryParse(AsWord(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    /// <summary>The name only: the value may be secret.</summary>
    public override string ToString() => Name;

    static (string Plain, IReadOnlyList<string>? Members) Interpret(string text)
    {
        if (text.Length == 0 || !"{[\"-0123456789tfn".Contains(text[0]))
            return (text, null);
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return root.ValueKind switch
            {
                JsonValueKind.Array => ("", [.. root.EnumerateArray().Select(TextOf)]),
                _ => (TextOf(root), null),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The parser has no question form: text that is not JSON, or escapes half a character, means itself.
            return (text, null);
        }
    }

    static string TextOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Null => "",
        _ => element.GetRawText(),
    };
}
