namespace KintoHawk.Core.Storage;

/// <summary>How many objects of one kind there are, in all partitions together.</summary>
/// <param name="ResourceName">The word used in storage, for example <c>record</c>; also words of kinds that this server does not serve.</param>
/// <param name="Live">Objects.</param>
/// <param name="Tombstones">Traces of deleted objects.</param>
public sealed record ObjectCount(string ResourceName, long Live, long Tombstones);
