namespace KintoHawk.Memcached;

/// <summary>A server that cannot be reached, does not answer, refuses, or does not speak the protocol.</summary>
sealed class MemcachedException : Exception
{
    public MemcachedException() { }

    public MemcachedException(string message) : base(message) { }

    public MemcachedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>True when the connection broke under the question: what does no harm twice may be asked once more.</summary>
    public bool IsBrokenConnection { get; init; }

    /// <summary>The same, for somebody else: an exception that is thrown to several at once mixes up where they stood.</summary>
    public MemcachedException Again() => new(Message, InnerException ?? this) { IsBrokenConnection = IsBrokenConnection };
}
