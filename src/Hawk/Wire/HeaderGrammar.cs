using System.Buffers;

namespace Hawk.Wire;

/// <summary>
/// The grammar shared by the three Hawk fields (section 3.1), told apart by the names they may carry (3.3).
/// When a header has several faults, the last one met from left to right is reported, and left-over text only when nothing else was met.
/// </summary>
static class HeaderGrammar
{
    internal const int MaxLength = 4096;

    internal static readonly string[] AuthorizationNames = ["id", "ts", "nonce", "mac", "hash", "ext", "app", "dlg"];
    internal static readonly string[] ServerAuthorizationNames = ["mac", "hash", "ext"];
    internal static readonly string[] ChallengeNames = ["ts", "tsm", "error"];

    static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\n\u2028\u2029");

    internal static HeaderFault Parse(ReadOnlySpan<char> text, ReadOnlySpan<string> names, ref AttributeSlots slots, out string? culprit)
    {
        culprit = null;
        if (text.IsEmpty)
            return HeaderFault.Absent;
        if (text.Length > MaxLength)
            return HeaderFault.TooLong;

        var schemeLength = SchemeLength(text);
        if (schemeLength is 0)
            return HeaderFault.InvalidSyntax;
        if (!text[..schemeLength].Equals("Hawk", StringComparison.OrdinalIgnoreCase))
            return HeaderFault.OtherScheme;

        var start = SkipBlanks(text, schemeLength);
        if (start == schemeLength || start == text.Length || text.ContainsAny(LineBreaks))
            return HeaderFault.InvalidSyntax;
        return ParseAttributes(text, start, names, ref slots, out culprit);
    }

    /// <summary>The length of the scheme name, or 0 when the text does not begin with a scheme name and a blank.</summary>
    internal static int SchemeLength(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExcept(SchemeCharacters);
        if (length < 0)
            return text.Length;
        return text[length] is ' ' or '\t' ? length : 0;
    }

    internal static string Describe(HeaderFault fault, string? culprit) => fault switch
    {
        HeaderFault.TooLong => "Header length too long",
        HeaderFault.InvalidSyntax => "Invalid header syntax",
        HeaderFault.UnknownAttribute => $"Unknown attribute: {culprit}",
        HeaderFault.BadValue => $"Bad attribute value: {culprit}",
        HeaderFault.DuplicateAttribute => $"Duplicate attribute: {culprit}",
        _ => "Bad header format",
    };

    internal static bool TryParseTimestamp(ReadOnlySpan<char> text, out long seconds)
    {
        // At most 15 digits: the product with 1000 still fits a 64-bit integer. Signs, blanks and fractions are refused
        // although a lenient number parser takes them: what is not a plain number has no place in a window test (section 8).
        seconds = 0;
        if (text.Length is 0 or > 15)
            return false;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character))
                return false;
            seconds = (seconds * 10) + (character - '0');
        }

        return true;
    }

    static HeaderFault ParseAttributes(ReadOnlySpan<char> text, int position, ReadOnlySpan<string> names, ref AttributeSlots slots, out string? culprit)
    {
        culprit = null;
        var fault = HeaderFault.None;
        var faultName = default(Range);
        var leftOver = false;
        while (position < text.Length)
        {
            var nameStart = position;
            while (position < text.Length && IsNameCharacter(text[position]))
                position++;
            if (!TryReadValue(text, position, out var value, out var next) || position == nameStart)
            {
                leftOver = true;
                position = Math.Max(position, nameStart + 1);
                continue;
            }

            var name = text[nameStart..position];
            var met = Assign(text, name, value, names, ref slots);
            if (met is not HeaderFault.None)
                (fault, faultName) = (met, nameStart..position);
            position = next;
        }

        if (fault is HeaderFault.None)
            return leftOver ? HeaderFault.BadFormat : HeaderFault.None;
        culprit = text[faultName].ToString();
        return fault;
    }

    static HeaderFault Assign(ReadOnlySpan<char> text, ReadOnlySpan<char> name, Range value, ReadOnlySpan<string> names, ref AttributeSlots slots)
    {
        var index = 0;
        while (index < names.Length && !name.SequenceEqual(names[index]))
            index++;
        if (index == names.Length)
            return HeaderFault.UnknownAttribute;
        if (!AttributeText.IsValid(text[value]))
            return HeaderFault.BadValue;
        if (slots[index].Length > 0)
            return HeaderFault.DuplicateAttribute;
        slots[index] = new AttributeSlot((ushort)value.Start.Value, (ushort)(value.End.Value - value.Start.Value));
        return HeaderFault.None;
    }

    /// <summary>Reads <c>="value"</c> and what must follow: the end, or a comma and blanks.</summary>
    static bool TryReadValue(ReadOnlySpan<char> text, int position, out Range value, out int next)
    {
        value = default;
        next = position;
        if (!text[position..].StartsWith("=\""))
            return false;
        var start = position + 2;
        var length = text[start..].IndexOfAny('"', '\\');
        if (length < 0 || text[start + length] is '\\')
            return false;
        value = start..(start + length);
        next = SkipBlanks(text, start + length + 1);
        if (next == text.Length)
            return true;
        if (text[next] is not ',')
            return false;
        next = SkipBlanks(text, next + 1);
        return true;
    }

    static int SkipBlanks(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && text[position] is ' ' or '\t')
            position++;
        return position;
    }

    static bool IsNameCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '_';
}
