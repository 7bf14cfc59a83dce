using System.Collections;

namespace KintoHawk.Core.Permissions;

/// <summary>
/// The caller's principals, with the groups after those known without the storage. The groups are only looked up when somebody reads on to them:
/// anybody may make anybody a member of thousands, and most questions are answered without.
/// </summary>
public sealed class CallerPrincipals : IReadOnlyList<string>
{
    readonly IReadOnlyList<string> _known;
    readonly Func<IReadOnlyList<string>> _findAll;
    IReadOnlyList<string>? _all;

    CallerPrincipals(IReadOnlyList<string> known, Func<IReadOnlyList<string>> findAll)
    {
        _known = known;
        _findAll = findAll;
    }

    /// <inheritdoc/>
    public int Count => All.Count;

    IReadOnlyList<string> All => _all ??= _findAll();

    /// <inheritdoc/>
    public string this[int index] => index < _known.Count ? _known[index] : All[index];

    /// <summary>The principals of a caller; an anonymous one has no groups.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="findAll">Looks up all of them: those known to the caller first, then the groups.</param>
    public static IReadOnlyList<string> Of(Caller caller, Func<IReadOnlyList<string>> findAll) =>
        caller.UserId is null ? caller.Principals : new CallerPrincipals(caller.Principals, findAll);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator()
    {
        foreach (var principal in _known)
            yield return principal;
        for (var i = _known.Count; i < All.Count; i++)
            yield return All[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
