using FsCheck;
using FsCheck.Fluent;

namespace Hawk.Tests;

/// <summary>One character to put into a text in place of another one; the result is never the same text.</summary>
public readonly record struct TextChange(int Position, char Character)
{
    public static Arbitrary<TextChange> Arbitrary() => Arb.From(
        from position in Gen.Choose(0, 10_000)
        from character in Gen.OneOf(Gen.Choose(0x20, 0x7E), Gen.Choose(0, 0x2FF))
        select new TextChange(position, (char)character));

    public string Apply(string text)
    {
        var index = Position % text.Length;
        var character = text[index] == Character ? (char)(Character ^ 1) : Character;
        return $"{text[..index]}{character}{text[(index + 1)..]}";
    }
}
