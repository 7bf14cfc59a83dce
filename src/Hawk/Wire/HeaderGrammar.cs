using System.Buffers;

namespace Hawk.Wire;

/// <summary>
/// The grammar shared by the three Hawk fields (section 3.1), told apart by the names they may carry (3.3).
/// When a header has several faults, the last one met from left to right is reported, and left-over text only when nothing else was met.
/// </summary>
static class HeaderGrammar
{
    internal const int MaxLength = 4096;

    /// <summary>In the order in which the reference implementation writes them, and nearly everybody.</summary>
    internal static readonly AttributeName[] AuthorizationNames = AttributeName.Of("id", "ts", "nonce", "hash", "ext", "mac", "app", "dlg");
    internal static readonly AttributeName[] ServerAuthorizationNames = AttributeName.Of("mac", "hash", "ext");
    internal static readonly AttributeName[] ChallengeNames = AttributeName.Of("ts", "tsm", "error");

    static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\n\u2028\u2029");

    /// <summary>Parses a field and names what is wrong with it.</summary>
    internal static HeaderFault Parse(ReadOnlySpan<char> text, ReadOnlySpan<AttributeName> names, ref AttributeSlots slots, out string? culprit)
    {
        var fault = Parse(text, names, ref slots, stopsAtFirstFault: false, out var faultName);
        culprit = text[faultName] is { IsEmpty: false } name ? name.ToString() : null;
        return fault;
    }

    /// <summary>Parses a field for those who do not ask which fault it has, if it has one: stops at the first, and allocates nothing.</summary>
    internal static HeaderFault Parse(ReadOnlySpan<char> text, ReadOnlySpan<AttributeName> names, ref AttributeSlots slots) =>
        Parse(text, names, ref slots, stopsAtFirstFault: true, out _);

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

    static HeaderFault Parse(ReadOnlySpan<char> text, ReadOnlySpan<AttributeName> names, ref AttributeSlots slots, bool stopsAtFirstFault, out Range faultName)
    {
        faultName = default;
        if (text.IsEmpty)
            return HeaderFault.Absent;
        if (text.Length > MaxLength)
            return HeaderFault.TooLong;

        var schemeLength = "Hawk".Length;
        if (!text.StartsWith("Hawk ")) // as everybody writes it
        {
            schemeLength = SchemeLength(text);
            if (schemeLength is 0)
                return HeaderFault.InvalidSyntax;
            if (!text[..schemeLength].Equals("Hawk", StringComparison.OrdinalIgnoreCase))
                return HeaderFault.OtherScheme;
        }

        var start = SkipBlanks(text, schemeLength);
        if (start == schemeLength || start == text.Length)
            return HeaderFault.InvalidSyntax;
        // A line break is a fault anywhere: in a value, in a name and between them. It only has to be looked for to give it its own name.
        if (!stopsAtFirstFault && text.ContainsAny(LineBreaks))
            return HeaderFault.InvalidSyntax;
        return ParseAttributes(text, start, names, ref slots, stopsAtFirstFault, out faultName);
    }

    static HeaderFault ParseAttributes(
        ReadOnlySpan<char> text, int position, ReadOnlySpan<AttributeName> names, ref AttributeSlots slots, bool stopsAtFirstFault, out Range faultName)
    {
        faultName = default;
        var fault = HeaderFault.None;
        var leftOver = false;
        var expected = 0;
        while (position < text.Length)
        {
            // A known name is found without looking for its end, and at once when attributes come in the order of the names.
            var rest = text[position..];
            var known = IndexOfBegin(names, rest, expected);
            if (known >= 0 && TryReadPlain(text, position + names[known].BeginLength, out var plain, out var afterPlain)
                && slots[known].Length is 0)
            {
                slots[known] = plain;
                expected = known + 1;
                position = afterPlain;
                continue;
            }

            var nameLength = known >= 0 ? names[known].Text.Length : NameLength(rest);
            if (nameLength is 0 || !TryReadValue(text, position + nameLength, out var value, out var isValid, out var next))
            {
                if (stopsAtFirstFault)
                    return HeaderFault.BadFormat;
                leftOver = true;
                position += Math.Max(nameLength, 1);
                continue;
            }

            var index = known >= 0 ? known : IndexOf(names, rest[..nameLength]);
            var met = Assign(index, value, isValid, ref slots);
            if (met is not HeaderFault.None)
            {
                (fault, faultName) = (met, position..(position + nameLength));
                if (stopsAtFirstFault)
                    return fault;
            }

            expected = index + 1;
            position = next;
        }

        return fault is HeaderFault.None && leftOver ? HeaderFault.BadFormat : fault;
    }

    static HeaderFault Assign(int index, AttributeSlot value, bool isValid, ref AttributeSlots slots)
    {
        if (index < 0)
            return HeaderFault.UnknownAttribute;
        if (!isValid)
            return HeaderFault.BadValue;
        if (slots[index].Length > 0)
            return HeaderFault.DuplicateAttribute;
        slots[index] = value;
        return HeaderFault.None;
    }

    static int NameLength(ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && IsNameCharacter(rest[length]))
            length++;
        return length;
    }

    /// <summary>The name that stands here with the equals sign and the quote after it, looked for from the expected one on; -1 for none.</summary>
    static int IndexOfBegin(ReadOnlySpan<AttributeName> names, ReadOnlySpan<char> rest, int expected)
    {
        for (var index = expected; index < names.Length; index++)
        {
            if (names[index].Begins(rest))
                return index;
        }

        for (var index = 0; index < expected && index < names.Length; index++)
        {
            if (names[index].Begins(rest))
                return index;
        }

        return -1;
    }

    static int IndexOf(ReadOnlySpan<AttributeName> names, ReadOnlySpan<char> name)
    {
        for (var index = 0; index < names.Length; index++)
        {
            if (name.SequenceEqual(names[index].Text))
                return index;
        }

        return -1;
    }

    /// <summary>
    /// Reads <c>value"</c> and what follows as nearly everybody writes it: the end, or a comma and one blank. Whatever else there is, is left to
    /// <see cref="TryReadValue"/>, which also knows what is wrong with it.
    /// </summary>
    static bool TryReadPlain(ReadOnlySpan<char> text, int start, out AttributeSlot value, out int next)
    {
        var length = AttributeText.ValidLength(text[start..]);
        var end = start + length;
        value = new AttributeSlot((ushort)start, (ushort)length);
        next = end + 1;
        if (length is 0 || end >= text.Length || text[end] is not '"')
            return false;
        if (next == text.Length)
            return true;
        if (next + 2 >= text.Length || text[next] is not ',' || text[next + 1] is not ' ' || text[next + 2] is ' ' or '\t')
            return false;
        next += 2;
        return true;
    }

    /// <summary>Reads <c>="value"</c> and what must follow: the end, or a comma and blanks.</summary>
    static bool TryReadValue(ReadOnlySpan<char> text, int position, out AttributeSlot value, out bool isValid, out int next)
    {
        value = default;
        isValid = false;
        next = position;
        if (!text[position..].StartsWith("=\""))
            return false;
        var start = position + 2;
        var length = AttributeText.ValidLength(text[start..]);
        isValid = length > 0;
        if (start + length < text.Length && text[start + length] is not '"')
        {
            // A character no value may have, but does the value end after it?
            isValid = false;
            length = text[start..].IndexOfAny('"', '\\');
        }

        if (length < 0 || start + length == text.Length || text[start + length] is '\\')
            return false;
        value = new AttributeSlot((ushort)start, (ushort)length);
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
