namespace Hawk.Diagnostics;

/// <summary>The payload hash the way implementations of all ages make it (sections 4.4 and 17).</summary>
enum PayloadForm : byte
{
    /// <summary>Tag, media type, body, each with a line feed.</summary>
    Current,

    /// <summary>Release 0.10.0: no line feed after the body.</summary>
    WithoutLastLineFeed,

    /// <summary>Before 2013-03, and by misunderstanding since: the digest of the body alone.</summary>
    Bare,
}
