using Hawk.Fuzz;

namespace Hawk.Tests.Properties;

/// <summary>One character changed, inserted or deleted, at any place of a text; the result is never the same text.</summary>
static class TextEdit
{
    // What grammars treat specially, ends of ranges, half surrogates, and characters that fold to ASCII in another culture or case.
    const string Odd = "\0\t\n\r\u001F \"#$%&+,-/0:;=?@[\\]_\u007F\u0080\u00A0\u0130\u0131\u017F\u2028\u212A\uD83D\uDD11\uFF10\uFFFD\uFFFF";

    internal static string Apply(FuzzRandom random, string text)
    {
        if (text.Length is 0)
            return Insert(random, text);
        return random.Below(3) switch
        {
            0 => Change(random, text),
            1 => Insert(random, text),
            _ => text.Remove(random.Below(text.Length), 1),
        };
    }

    /// <summary>The same for a part of a text, named by its place; an insertion stands before one of the part's characters.</summary>
    internal static string ApplyWithin(FuzzRandom random, string text, int start, int length)
    {
        Assert.InRange(length, 1, text.Length - start);
        var position = start + random.Below(length);
        return random.Below(3) switch
        {
            0 => string.Concat(text.AsSpan(0, position), [Other(random, text[position])], text.AsSpan(position + 1)),
            1 => string.Concat(text.AsSpan(0, position), [Character(random)], text.AsSpan(position)),
            _ => text.Remove(position, 1),
        };
    }

    internal static byte[] Apply(FuzzRandom random, byte[] bytes)
    {
        var position = random.Below(bytes.Length + 1);
        if (position < bytes.Length && random.OneIn(3))
            return [.. bytes[..position], .. bytes[(position + 1)..]];
        if (position < bytes.Length && random.OneIn(2))
            return [.. bytes[..position], (byte)(bytes[position] ^ (1 + random.Below(255))), .. bytes[(position + 1)..]];
        return [.. bytes[..position], (byte)random.Below(256), .. bytes[position..]];
    }

    static string Change(FuzzRandom random, string text)
    {
        var position = random.Below(text.Length);
        return string.Concat(text.AsSpan(0, position), [Other(random, text[position])], text.AsSpan(position + 1));
    }

    static string Insert(FuzzRandom random, string text)
    {
        var position = random.Below(text.Length + 1);
        return string.Concat(text.AsSpan(0, position), [Character(random)], text.AsSpan(position));
    }

    static char Other(FuzzRandom random, char character)
    {
        // The other case is the likeliest thing to be mistaken for the same.
        if (char.IsAsciiLetter(character) && random.OneIn(4))
            return (char)(character ^ ' ');
        var other = Character(random);
        return other == character ? (char)(character ^ 1) : other;
    }

    static char Character(FuzzRandom random) => random.Below(8) switch
    {
        0 or 1 => Odd[random.Below(Odd.Length)],
        2 => (char)random.Below(0x10000),
        _ => (char)(' ' + random.Below(95)),
    };
}
