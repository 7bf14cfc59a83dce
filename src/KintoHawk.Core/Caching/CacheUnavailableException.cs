namespace KintoHawk.Core.Caching;

/// <summary>The cache backend cannot answer now; the request may be repeated later.</summary>
public sealed class CacheUnavailableException : Exception
{
    /// <summary>Without details.</summary>
    public CacheUnavailableException() { }

    /// <summary>With a message for operators.</summary>
    public CacheUnavailableException(string message) : base(message) { }

    /// <summary>With a message for operators and the driver's exception.</summary>
    public CacheUnavailableException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>True when the backend was reached and does not let us in, such as with a wrong password: to wait alone will not help.</summary>
    public bool IsRefusal { get; init; }
}
