namespace KintoHawk.Core.Storage;

/// <summary>Changes that apply together, in order.</summary>
public sealed class ChangeSet
{
    readonly List<Change> _changes = [];

    /// <summary>An empty set.</summary>
    public ChangeSet() { }

    /// <summary>A set of these changes.</summary>
    public ChangeSet(params IEnumerable<Change> changes) => _changes.AddRange(changes);

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
