using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace KintoHawk.Server.Logging;

/// <summary>A part of a format string: text as it is, or a field with the way it is written.</summary>
/// <param name="Name">The name of the field; null for text.</param>
/// <param name="Text">The text; empty for a field.</param>
sealed partial record PercentField(string? Name, string Text)
{
    /// <summary>Beyond this, a width is a mistake.</summary>
    const int MostWidth = 500;

    bool IsLeft { get; init; }

    bool IsZeroPadded { get; init; }

    int Width { get; init; }

    int? Precision { get; init; }

    char Conversion { get; init; } = 's';

    /// <summary>The parts of a format string. A percent sign that begins no field stands for itself.</summary>
    public static IReadOnlyList<PercentField> Parse(string format)
    {
        var parts = new List<PercentField>();
        var position = 0;
        foreach (Match match in Field().Matches(format))
        {
            if (match.Index > position)
                parts.Add(new(null, format[position..match.Index]));
            position = match.Index + match.Length;
            parts.Add(match.Value == "%%" ? new(null, "%") : Of(match));
        }

        if (position < format.Length)
            parts.Add(new(null, format[position..]));
        return parts;
    }

    public void AppendTo(StringBuilder line, object? value)
    {
        if (Name is null)
        {
            line.Append(Text);
            return;
        }

        var text = Written(value);
        if (IsLeft)
            line.Append(text.PadRight(Width));
        else if (IsZeroPadded && Conversion != 's')
            line.Append(text.PadLeft(Width, '0'));
        else
            line.Append(text.PadLeft(Width));
    }

    string Written(object? value)
    {
        var text = (Conversion, value) switch
        {
            (_, null) => "None",
            ('d' or 'i', double number) => ((long)number).ToString(CultureInfo.InvariantCulture),
            ('f', int or long or double) => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("F" + (Precision ?? 6), CultureInfo.InvariantCulture),
            _ => LogText.Of(value),
        };
        return Conversion == 's' && Precision < text.Length ? text[..Precision.Value] : text;
    }

    static PercentField Of(Match match)
    {
        var flags = match.Groups["flags"].Value;
        return new(match.Groups["name"].Value, "")
        {
            IsLeft = flags.Contains('-'),
            IsZeroPadded = flags.Contains('0'),
            Width = NumberOf(match.Groups["width"]) ?? 0,
            Precision = NumberOf(match.Groups["precision"]),
            Conversion = match.Groups["conversion"].Value[0] is 'r' or 'a' ? 's' : match.Groups["conversion"].Value[0],
        };
    }

    static int? NumberOf(Group group) => int.TryParse(group.ValueSpan, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, MostWidth) : null;

    [GeneratedRegex(@"%%|%\((?<name>[^)]+)\)(?<flags>[-+ #0]*)(?<width>[0-9]{0,4})(\.(?<precision>[0-9]{1,2}))?(?<conversion>[sdifra])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Field();
}
