using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;

namespace KintoHawk.Server.Endpoints;

/// <summary>All that an item of a batch looks at and changes.</summary>
/// <param name="Record">The record.</param>
/// <param name="Collection">The collection of the record, when it is looked at by itself; else null.</param>
/// <param name="Writes">True when the record may be changed.</param>
sealed record ItemScope(ObjectPath Record, ObjectPath? Collection, bool Writes)
{
    /// <summary>True when an object may be read before other items have been carried out, and shows the same.</summary>
    public bool Covers(ObjectPath path) => path == Record || path == Collection;

    /// <summary>True for changes of the record alone, with their entries in the history, which no item with such a scope looks at.</summary>
    public bool Covers(ChangeSet changes)
    {
        if (changes.ExpectedClock is not null)
            return false;
        foreach (var change in changes.Changes)
            if (change.Path != Record && change.Path.Resource != Resource.History)
                return false;
        return true;
    }
}
