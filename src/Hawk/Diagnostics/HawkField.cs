namespace Hawk.Diagnostics;

/// <summary>The three fields of section 2, which differ in the names they may carry (section 3.3).</summary>
public enum HawkField : byte
{
    /// <summary>The signature of a request: <c>id ts nonce hash ext mac app dlg</c>.</summary>
    Authorization,

    /// <summary>The signature of a response: <c>mac hash ext</c>.</summary>
    ServerAuthorization,

    /// <summary>A refusal: <c>ts tsm error</c>.</summary>
    WwwAuthenticate,
}
