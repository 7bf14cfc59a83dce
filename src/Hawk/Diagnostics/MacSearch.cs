using System.Text;
using Hawk.Wire;

namespace Hawk.Diagnostics;

/// <summary>
/// Looks for the variants whose text gives the client's MAC: each alone, then two, then three at once, never two of the same part. With the caps of
/// the lists that is about 15,000 texts; <see cref="SearchBudget"/> ends it in any case.
/// </summary>
sealed class MacSearch(IReadOnlyList<IReadOnlyList<Variant>> parts, HawkCredential credential, string claimed, SearchBudget budget)
{
    const int MaxChanges = 3;

    // Three at once only for what is likely: the lists begin with that, and hosts and ports go wrong together.
    const int Depth = 3;
    const int HostDepth = 5;

    readonly Stack<Variant> _chosen = [];
    bool _stopped;

    /// <summary>The text that matched.</summary>
    internal SignedLines? Match { get; private set; }

    /// <summary>The variants that matched, in the order of the lists; null when none did, empty when the text matches as it is.</summary>
    internal IReadOnlyList<Variant>? Find(SignedLines server)
    {
        for (var changes = 0; changes <= MaxChanges && !_stopped; changes++)
        {
            if (Descend(changes, changes, 0, server, credential))
                return [.. _chosen.Reverse()];
        }

        return null;
    }

    bool Descend(int all, int remaining, int from, SignedLines lines, HawkCredential key)
    {
        if (remaining is 0)
            return Matches(lines, key);
        for (var part = from; part < parts.Count; part++)
        {
            var variants = parts[part];
            for (var index = 0; index < variants.Count && !_stopped && (all < MaxChanges || index < DepthOf(variants)); index++)
            {
                var variant = variants[index];
                _chosen.Push(variant);
                if (Descend(all, remaining - 1, part + 1, variant.Apply(lines), variant.Credential ?? key))
                    return true;
                _chosen.Pop();
            }
        }

        return false;
    }

    static int DepthOf(IReadOnlyList<Variant> variants) => variants[0].Finding?.Subject is HawkSubject.Host or HawkSubject.Port ? HostDepth : Depth;

    bool Matches(SignedLines lines, HawkCredential key)
    {
        var text = Encoding.UTF8.GetBytes(lines.Text());
        _stopped = !budget.TrySpendMac(text.Length);
        if (_stopped || !Mac.Matches(key, text, claimed))
            return false;
        Match = lines;
        return true;
    }
}
