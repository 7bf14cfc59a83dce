using System.Text.Json.Nodes;

namespace Hawk.Interop.Tests.Reference;

/// <summary>One request of the reference client: what it signs, and, where that differs, what it sends.</summary>
sealed record ReferenceCall(string Method, string Url, Key Key)
{
    /// <summary>The request target to sign and send as it is, past the URL parser of the client.</summary>
    public string? Target { get; init; }

    /// <summary>Whether the URL is percent-encoded first, as a browser does.</summary>
    public bool Encode { get; init; }

    /// <summary>The method to send, when it is not the one that is signed.</summary>
    public string? SentMethod { get; init; }

    /// <summary>The target to send, when it is not the one that is signed.</summary>
    public string? SentTarget { get; init; }

    public byte[]? Body { get; init; }

    /// <summary>The body to sign, when it is not the one that is sent.</summary>
    public byte[]? SignedBody { get; init; }

    public bool LeavesBodyUnsigned { get; init; }

    public bool Chunked { get; init; }

    public string? ContentType { get; init; }

    public string? SignedContentType { get; init; }

    public string? Ext { get; init; }

    public string? App { get; init; }

    public string? Dlg { get; init; }

    public string? Nonce { get; init; }

    public TimeSpan ClockOffset { get; init; }

    /// <summary>A signature made before, for this or another request.</summary>
    public ReferenceSignature? Signature { get; init; }

    /// <summary>The Authorization value to send instead of the right one.</summary>
    public string? Authorization { get; init; }

    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where to connect, when that is not the host of the URL.</summary>
    public Uri? ConnectTo { get; init; }

    /// <summary>The key to verify the response with, when it is not the one that signs.</summary>
    public Key? VerifyWith { get; init; }

    public bool IgnoresResponseBody { get; init; }

    public bool RequiresSignedResponse { get; init; } = true;

    public JsonObject ToJson()
    {
        var sign = new JsonObject { ["localtimeOffsetMsec"] = ClockOffset.TotalMilliseconds };
        Set(sign, "ext", Ext);
        Set(sign, "app", App);
        Set(sign, "dlg", Dlg);
        Set(sign, "nonce", Nonce);

        var json = new JsonObject
        {
            ["method"] = Method,
            ["url"] = Url,
            ["encode"] = Encode,
            ["credential"] = Key.ToJson(),
            ["sign"] = sign,
            ["unsignedBody"] = LeavesBodyUnsigned,
            ["chunked"] = Chunked,
            ["ignoreResponseBody"] = IgnoresResponseBody,
            ["required"] = RequiresSignedResponse,
            ["headers"] = new JsonObject(Fields.Select(static field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value))),
        };
        Set(json, "target", Target);
        Set(json, "sentMethod", SentMethod);
        Set(json, "sentTarget", SentTarget);
        Set(json, "body", Body is null ? null : Convert.ToBase64String(Body));
        Set(json, "signedBody", SignedBody is null ? null : Convert.ToBase64String(SignedBody));
        Set(json, "contentType", ContentType);
        Set(json, "signedContentType", SignedContentType);
        Set(json, "authorization", Authorization);
        Set(json, "connectHost", ConnectTo?.DnsSafeHost);
        if (ConnectTo is not null)
            json["connectPort"] = ConnectTo.Port;
        if (Signature is not null)
            json["signed"] = Signature.ToJson();
        if (VerifyWith is not null)
            json["verifyWith"] = VerifyWith.ToJson();
        return json;
    }

    // A member that is there and null would not be the same as none.
    static void Set(JsonObject json, string name, string? value)
    {
        if (value is not null)
            json[name] = value;
    }
}
