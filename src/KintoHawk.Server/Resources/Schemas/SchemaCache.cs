namespace KintoHawk.Server.Resources.Schemas;

/// <summary>The schemas that were used last, compiled. Bounded in number and in memory; what was not used for longest goes first.</summary>
sealed class SchemaCache(int maxCount = SchemaCache.DefaultCount, long maxSize = SchemaCache.DefaultSize)
{
    const int DefaultCount = 1000;
    const long DefaultSize = 64 * 1024 * 1024;

    // Guards the two below.
    readonly Lock _lock = new();
    readonly Dictionary<SchemaKey, LinkedListNode<(SchemaKey Key, ObjectSchema Schema)>> _entries = [];
    readonly LinkedList<(SchemaKey Key, ObjectSchema Schema)> _byUse = [];
    long _size;

    /// <summary>How many schemas are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>The schema of that text, compiled now or earlier. Of parallel requests for a new one each may compile it; one is kept.</summary>
    /// <param name="json">The text; it is copied when it is kept.</param>
    /// <param name="forRecords">True when records are checked against it.</param>
    public ObjectSchema Get(ReadOnlyMemory<byte> json, bool forRecords)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(new SchemaKey(json, forRecords), out var known))
            {
                _byUse.Remove(known);
                _byUse.AddFirst(known);
                return known.Value.Schema;
            }
        }

        var key = new SchemaKey(json.ToArray(), forRecords);
        var schema = new ObjectSchema(key.Json, forRecords);
        Keep(key, schema);
        return schema;
    }

    void Keep(SchemaKey key, ObjectSchema schema)
    {
        // One must not push out all others.
        if (SizeOf(key, schema) > maxSize / 4)
            return;
        lock (_lock)
        {
            if (_entries.ContainsKey(key))
                return;
            _entries[key] = _byUse.AddFirst((key, schema));
            _size += SizeOf(key, schema);
            while (_entries.Count > maxCount || _size > maxSize)
            {
                var (oldest, dropped) = _byUse.Last!.Value;
                _byUse.RemoveLast();
                _entries.Remove(oldest);
                _size -= SizeOf(oldest, dropped);
            }
        }
    }

    static long SizeOf(SchemaKey key, ObjectSchema schema) => key.Json.Length + schema.Size;
}
