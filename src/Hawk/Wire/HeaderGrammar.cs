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
        if (TryParseUsual(text, names, ref slots))
            return HeaderFault.None;
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
        if (start == schemeLength || start == text.Length)
            return HeaderFault.InvalidSyntax;
        // A line break is a fault anywhere: in a value, in a name and between them. It only has to be looked for to give it its own name.
        if (!stopsAtFirstFault && text.ContainsAny(LineBreaks))
            return HeaderFault.InvalidSyntax;
        return ParseAttributes(text, start, names, ref slots, stopsAtFirstFault, out faultName);
    }

    /// <summary>
    /// Reads what nearly everybody writes: the scheme, one blank, and attributes in the order of the names, each followed by a comma and one blank or by the
    /// end. Whatever else there is, right or wrong, is left to <see cref="ParseAttributes"/>.
    /// </summary>
    internal static bool TryParseUsual(ReadOnlySpan<char> text, ReadOnlySpan<AttributeName> names, ref AttributeSlots slots)
    {
        if (!text.StartsWith("Hawk ") || !QuoteMap.TryRead(text, out var quotes))
            return false;
        var word = 0;
        var left = quotes[0];
        var rest = text["Hawk ".Length..];
        var first = AttributeName.FirstOf(rest);
        for (var index = 0; index < names.Length; index++)
        {
            if (!names[index].Begins(rest, first))
                continue;
            var start = QuoteMap.Next(in quotes, ref word, ref left) + 1; // the only quote in what stands here is the last of it
            var end = QuoteMap.Next(in quotes, ref word, ref left);
            if (end <= start)
                break;
            slots[index] = new AttributeSlot(start, end - start);
            rest = text[(end + 1)..];
            if (rest.IsEmpty)
                return true;
            if (!rest.StartsWith(", "))
                break;
            rest = rest[", ".Length..];
            first = AttributeName.FirstOf(rest);
        }

        slots = default;
        return false;
    }

    static HeaderFault ParseAttributes(
        ReadOnlySpan<char> text, int position, ReadOnlySpan<AttributeName> names, ref AttributeSlots slots, bool stopsAtFirstFault, out Range faultName)
    {
        faultName = default;
        var fault = HeaderFault.None;
        var leftOver = false;
        while (position < text.Length)
        {
            var nameLength = NameLength(text[position..]);
            if (nameLength is 0 || !TryReadValue(text, position + nameLength, out var value, out var isValid, out var next))
            {
                if (stopsAtFirstFault)
                    return HeaderFault.BadFormat;
                leftOver = true;
                position += Math.Max(nameLength, 1);
                continue;
            }

            var met = Assign(IndexOf(names, text.Slice(position, nameLength)), value, isValid, ref slots);
            if (met is not HeaderFault.None)
            {
                (fault, faultName) = (met, position..(position + nameLength));
                if (stopsAtFirstFault)
                    return fault;
            }

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

    static int IndexOf(ReadOnlySpan<AttributeName> names, ReadOnlySpan<char> name)
    {
        for (var index = 0; index < names.Length; index++)
        {
            if (name.SequenceEqual(names[index].Text))
                return index;
        }

        return -1;
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
        value = new AttributeSlot(start, length);
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
