namespace Hawk.Diagnostics;

/// <summary>What a signed text is about: the word in its first line (sections 4.1 and 4.3).</summary>
public enum HawkTextKind : byte
{
    /// <summary>A request: <c>hawk.1.header</c>.</summary>
    Header,

    /// <summary>A response: <c>hawk.1.response</c>.</summary>
    Response,

    /// <summary>A link: <c>hawk.1.bewit</c>.</summary>
    Bewit,

    /// <summary>A message without HTTP: <c>hawk.1.message</c>.</summary>
    Message,

    /// <summary>A server's time: <c>hawk.1.ts</c>, with the timestamp and nothing else.</summary>
    Timestamp,
}
