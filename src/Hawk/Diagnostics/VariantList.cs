namespace Hawk.Diagnostics;

/// <summary>The variants of one part of the signed text, likeliest first; what gives a text that is listed already is left out.</summary>
sealed class VariantList(SignedLines server, int capacity)
{
    readonly HashSet<SignedLines> _texts = [server];
    readonly List<Variant> _variants = [];

    internal IReadOnlyList<Variant> Variants => _variants;

    internal void Add(HawkSubject subject, string signed, string received, string advice, Func<SignedLines, SignedLines> apply)
    {
        if (_variants.Count < capacity && _texts.Add(apply(server)))
            _variants.Add(new Variant(new HawkFinding(subject, Printable.TextOrEmpty(signed), Printable.TextOrEmpty(received), advice), apply));
    }
}
