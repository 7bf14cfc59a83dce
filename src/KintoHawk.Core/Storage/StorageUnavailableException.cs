namespace KintoHawk.Core.Storage;

/// <summary>The storage backend cannot answer now; the request may be repeated later.</summary>
public sealed class StorageUnavailableException : Exception
{
    /// <summary>Without details.</summary>
    public StorageUnavailableException() { }

    /// <summary>With a message for operators.</summary>
    public StorageUnavailableException(string message) : base(message) { }

    /// <summary>With a message for operators and the driver's exception.</summary>
    public StorageUnavailableException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>
    /// True when the backend works, and has undone a transaction because of others at the same time (a deadlock, a failure to serialise): the same transaction
    /// may be tried again at once, from its beginning.
    /// </summary>
    public bool IsTransient { get; init; }
}
