using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Storage;

/// <summary>The timestamp a command expects of a whole set, as <see cref="ObjectPage.Timestamp"/> showed it.</summary>
/// <param name="Resource">The kind of the set.</param>
/// <param name="ParentUri">The URI of the containing object; "" for buckets. For kinds that are their own partition: the partition, or null for all.</param>
/// <param name="Timestamp">What the set must show.</param>
public sealed record ExpectedClock(Resource Resource, string? ParentUri, long Timestamp);
