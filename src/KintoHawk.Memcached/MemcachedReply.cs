namespace KintoHawk.Memcached;

/// <summary>An answer: a line, or a value.</summary>
/// <param name="Line">The line; empty when there is a value.</param>
/// <param name="Value">The value; null when there is none.</param>
/// <param name="Unique">What <c>cas</c> wants to hear; 0 where it was not asked for.</param>
readonly record struct MemcachedReply(string Line, byte[]? Value, ulong Unique)
{
    /// <summary>True when the server did not take the question for a command.</summary>
    public bool IsMisunderstanding => Line == "ERROR" || Line.StartsWith("CLIENT_ERROR", StringComparison.Ordinal);

    /// <summary>True when the server cannot do as it was told.</summary>
    public bool IsFailure => IsMisunderstanding || Line.StartsWith("SERVER_ERROR", StringComparison.Ordinal);
}
