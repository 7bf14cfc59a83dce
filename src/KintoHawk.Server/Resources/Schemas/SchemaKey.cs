namespace KintoHawk.Server.Resources.Schemas;

/// <summary>A schema by its text: the same text for the same kind of object is the same schema, wherever it stands.</summary>
readonly struct SchemaKey(ReadOnlyMemory<byte> json, bool forRecords) : IEquatable<SchemaKey>
{
    public ReadOnlyMemory<byte> Json { get; } = json;

    public bool ForRecords { get; } = forRecords;

    public bool Equals(SchemaKey other) => ForRecords == other.ForRecords && Json.Span.SequenceEqual(other.Json.Span);

    public override bool Equals(object? obj) => obj is SchemaKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Json.Span);
        return hash.ToHashCode();
    }
}
