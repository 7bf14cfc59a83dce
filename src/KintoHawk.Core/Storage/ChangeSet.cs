namespace KintoHawk.Core.Storage;

/// <summary>Changes that apply together, in order.</summary>
public sealed class ChangeSet
{
    readonly ChangeList _changes;

    /// <summary>
    /// A set that begins with these changes. The list is kept as it is: where there are very many changes, it may make each when it is looked at.
    /// </summary>
    public ChangeSet(params IReadOnlyList<Change> changes) => _changes = new ChangeList(changes);

    /// <summary>A set that begins with a copy of these changes.</summary>
    public ChangeSet(IEnumerable<Change> changes)
        : this([.. changes]) { }

    /// <summary>The changes, in order.</summary>
    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>
    /// What a set must still show before the first change, or <see cref="ChangeConflict.Expectation"/> refuses all of them with index -1;
    /// null to ask for nothing.
    /// </summary>
    public ExpectedClock? ExpectedClock { get; init; }

    /// <summary>Appends a change.</summary>
    public void Add(Change change) => _changes.Add(change);
}
