namespace Hawk.Diagnostics;

/// <summary>What a <see cref="HawkFinding"/> is about: the part of the request on which the two sides disagree, or that is wrong in itself.</summary>
public enum HawkSubject : byte
{
    /// <summary>The <c>Authorization</c> field itself: absent, of another scheme, or against the grammar (section 3).</summary>
    Header,

    /// <summary>The id names another credential than the one given.</summary>
    Id,

    /// <summary>The key is not the one the client signed with, or one side decodes it and the other does not (section 1).</summary>
    Key,

    /// <summary>The hash of the MAC or of the payload hash (section 1).</summary>
    Algorithm,

    /// <summary>How the MAC is written: it is the right one in another alphabet than base64 with padding (section 14).</summary>
    Mac,

    /// <summary>The request method.</summary>
    Method,

    /// <summary>Path and query (section 6).</summary>
    Target,

    /// <summary>The host name (section 5).</summary>
    Host,

    /// <summary>The port (section 5).</summary>
    Port,

    /// <summary>The body, or the line of its hash (section 4.4).</summary>
    Payload,

    /// <summary>The media type of the body (section 4.4).</summary>
    ContentType,

    /// <summary>The application's own text (section 4.2).</summary>
    Ext,

    /// <summary>The lines of <c>app</c> and <c>dlg</c> (section 4.1).</summary>
    App,

    /// <summary>The line of the nonce.</summary>
    Nonce,

    /// <summary>The line of the timestamp: the client signed another spelling of it than it sent.</summary>
    Timestamp,

    /// <summary>The time itself: the two clocks disagree, or the expiry of a link has passed (sections 8 and 11).</summary>
    Clock,

    /// <summary>The form of the signed text: its first line, its line ends, its order (sections 4.1 and 17).</summary>
    Layout,

    /// <summary>The <c>bewit</c> parameter itself: empty, repeated, or against the grammar (section 11).</summary>
    Bewit,
}
