namespace Hawk;

/// <summary>What can be wrong with a response (section 10).</summary>
public enum HawkResponseFailure : byte
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The field is required and absent.</summary>
    MissingHeader,

    /// <summary>The field does not follow the grammar, or has no <c>mac</c>.</summary>
    MalformedHeader,

    /// <summary>The MAC is not the one this credential gives for this request's response.</summary>
    BadMac,

    /// <summary>The body was to be verified and the field carries no <c>hash</c>.</summary>
    MissingPayloadHash,

    /// <summary>The body or its media type is not the one the server signed.</summary>
    BadPayloadHash,
}
