namespace KintoHawk.Core.Storage;

/// <summary>What a write expects to find where it writes.</summary>
public readonly record struct Expected
{
    Expected(Kind kind, long version)
    {
        Condition = kind;
        Version = version;
    }

    /// <summary>The kinds of expectation.</summary>
    public enum Kind : byte
    {
        /// <summary>Anything will do.</summary>
        Whatever,
        /// <summary>No live object (a tombstone is fine).</summary>
        Absent,
        /// <summary>A live object of any version.</summary>
        Present,
        /// <summary>A live object of exactly <see cref="Expected.Version"/>.</summary>
        At,
    }

    /// <summary>The kind of expectation.</summary>
    public Kind Condition { get; }

    /// <summary>The <c>last_modified</c> expected by <see cref="Kind.At"/>; 0 otherwise.</summary>
    public long Version { get; }

    /// <summary>Anything will do.</summary>
    public static Expected Whatever => default;

    /// <summary>No live object.</summary>
    public static Expected Absent => new(Kind.Absent, 0);

    /// <summary>A live object of any version.</summary>
    public static Expected Present => new(Kind.Present, 0);

    /// <summary>A live object of exactly this version.</summary>
    public static Expected At(long version) => new(Kind.At, version);

    /// <summary>True when what is there fulfils the expectation.</summary>
    /// <param name="liveVersion">The version of the live object; null when there is none.</param>
    public bool IsMetBy(long? liveVersion) => Condition switch
    {
        Kind.Absent => liveVersion is null,
        Kind.Present => liveVersion is not null,
        Kind.At => liveVersion == Version,
        _ => true,
    };
}
