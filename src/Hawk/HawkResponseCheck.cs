namespace Hawk;

/// <summary>How strictly a client looks at <c>Server-Authorization</c> (section 10).</summary>
public enum HawkResponseCheck : byte
{
    /// <summary>Not at all.</summary>
    Off,

    /// <summary>When it is there it must be right. Whoever can alter the response can remove the field, so this detects mistakes, not attacks.</summary>
    IfPresent,

    /// <summary>It must be there and be right.</summary>
    Required,
}
