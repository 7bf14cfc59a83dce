namespace KintoHawk.Core.Permissions;

/// <summary>
/// What a caller holds by entries stored at each level of a path, or which of these would suffice for a question.
/// Levels that a path does not have are <see cref="Permission.None"/>.
/// </summary>
/// <param name="Root">Held at the root; only settings give these.</param>
/// <param name="Bucket">On the bucket, or on the account when the path is an account.</param>
/// <param name="Child">On the collection or group.</param>
/// <param name="Record">On the record.</param>
public readonly record struct Grants(Permission Root, Permission Bucket, Permission Child, Permission Record)
{
    /// <summary>True when any level of both sets has a permission in common.</summary>
    public bool Overlaps(Grants other) =>
        ((Root & other.Root) | (Bucket & other.Bucket) | (Child & other.Child) | (Record & other.Record)) != Permission.None;

    /// <summary>The permissions at a level: 0 is the bucket or account, 1 the collection or group, 2 the record.</summary>
    public Permission this[int level] => level switch { 0 => Bucket, 1 => Child, 2 => Record, _ => throw new ArgumentOutOfRangeException(nameof(level)) };

    /// <summary>A copy with the permissions of one level (0 to 2) replaced.</summary>
    public Grants With(int level, Permission held) => level switch
    {
        0 => this with { Bucket = held },
        1 => this with { Child = held },
        2 => this with { Record = held },
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}
