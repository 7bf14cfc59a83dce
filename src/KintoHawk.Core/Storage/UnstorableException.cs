namespace KintoHawk.Core.Storage;

/// <summary>
/// What should be stored, or asked for, cannot be said in this storage: a NUL character in a string, a number out of its range, a name too long for its index.
/// The request is at fault, and nothing was changed; repeating it does not help.
/// </summary>
public sealed class UnstorableException : Exception
{
    /// <summary>Without details.</summary>
    public UnstorableException() { }

    /// <summary>With what is wrong, for the client.</summary>
    public UnstorableException(string message) : base(message) { }

    /// <summary>With what is wrong, for the client, and the driver's exception.</summary>
    public UnstorableException(string message, Exception innerException) : base(message, innerException) { }
}
