namespace KintoHawk.Core.Objects;

/// <summary>An object as it is stored.</summary>
/// <param name="Id">The id.</param>
/// <param name="LastModified">The revision: milliseconds since 1970, unique within its set.</param>
/// <param name="Data">
/// A compact UTF-8 JSON object without <c>id</c> and <c>last_modified</c>, as <see cref="Json.JsonText"/> writes it;
/// <c>{"deleted":true}</c> for a tombstone.
/// </param>
/// <param name="IsTombstone">True for the trace of a deleted object.</param>
public sealed record StoredObject(string Id, long LastModified, ReadOnlyMemory<byte> Data, bool IsTombstone = false)
{
    /// <summary>The data of every tombstone.</summary>
    public static ReadOnlyMemory<byte> TombstoneData { get; } = "{\"deleted\":true}"u8.ToArray();
}
