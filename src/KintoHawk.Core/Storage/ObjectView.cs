using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;

namespace KintoHawk.Core.Storage;

/// <summary>The answer to one read.</summary>
public sealed record ObjectView
{
    /// <summary>What was asked for.</summary>
    public required ObjectPath Path { get; init; }

    /// <summary>The object; null when it never existed or is deleted.</summary>
    public StoredObject? Object { get; init; }

    /// <summary>The containing objects, bucket first; null where one is missing. Empty for buckets and accounts.</summary>
    public required IReadOnlyList<StoredObject?> Ancestors { get; init; }

    /// <summary>What the caller holds by entries on each level of the path. Entries count even where the object is missing.</summary>
    public required Grants Grants { get; init; }

    /// <summary>
    /// The caller's principals, groups included. The groups are looked up when they are reached, and as they are then; in a transaction
    /// not after its end.
    /// </summary>
    public required IReadOnlyList<string> Principals { get; init; }

    /// <summary>What the caller holds by entries on the object itself.</summary>
    public Permission Held => Grants[Path.Chain.Count - 1];

    /// <summary>The object's own access list, whoever asks; empty when there is none.</summary>
    public required AccessControl AccessControl { get; init; }

    /// <summary>The direct parent object; null when it is missing, or when the kind has none.</summary>
    public StoredObject? Parent => Ancestors.Count == 0 ? null : Ancestors[^1];

    /// <summary>True when every containing object exists.</summary>
    public bool ParentExists => Ancestors.Count == 0 || Ancestors[^1] is not null;
}
