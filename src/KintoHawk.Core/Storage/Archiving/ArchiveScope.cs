namespace KintoHawk.Core.Storage.Archiving;

/// <summary>What part of a storage is read.</summary>
/// <param name="Bucket">The id of the only bucket to read, with what is in it; null for everything, accounts included.</param>
/// <param name="History">True to read the entries of the history as well.</param>
public sealed record ArchiveScope(string? Bucket, bool History);
