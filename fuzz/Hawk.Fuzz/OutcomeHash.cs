namespace Hawk.Fuzz;

/// <summary>
/// What one input led to, folded into a number: the result and the features that make an input worth keeping (which failure, how many
/// attributes, about how long). Two inputs with one number are alike for the fuzzer.
/// </summary>
readonly record struct OutcomeHash(ulong Value)
{
    internal static OutcomeHash Start(ulong first) => new OutcomeHash(0xCBF29CE484222325).With(first);

    internal OutcomeHash With(ulong feature)
    {
        var mixed = (Value ^ feature) * 0xFF51AFD7ED558CCD;
        return new OutcomeHash(mixed ^ (mixed >> 32));
    }

    internal OutcomeHash With(bool feature) => With(feature ? 1UL : 2UL);

    /// <summary>A length counts by its power of two.</summary>
    internal OutcomeHash WithLength(int length) => With((ulong)(length is 0 ? 0 : 1 + int.Log2(length)));

    /// <summary>A text counts whole; it must come from a closed list.</summary>
    internal OutcomeHash With(ReadOnlySpan<char> text)
    {
        var hash = With((ulong)text.Length);
        foreach (var character in text)
            hash = hash.With((ulong)character);
        return hash;
    }
}
