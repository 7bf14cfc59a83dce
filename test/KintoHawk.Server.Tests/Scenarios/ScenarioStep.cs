using System.Text.Json;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>One request and what its response must look like. Texts still hold their <c>${variables}</c>.</summary>
sealed record ScenarioStep
{
    /// <summary><c>alice</c>, <c>bob</c>, <c>admin</c>, <c>anonymous</c>, <c>basic:NAME:PASSWORD</c> or <c>hawk:TOKEN</c>.</summary>
    public required string As { get; init; }

    public required string Method { get; init; }

    /// <summary>The request target as it is to be sent, or an absolute URL.</summary>
    public required string Path { get; init; }

    /// <summary>Name and value; a null value removes what the player would add by itself.</summary>
    public JsonElement? Headers { get; init; }

    /// <summary>A JSON body; sent compact.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>A body that is sent as it is.</summary>
    public string? RawBody { get; init; }

    /// <summary>Null in preparations, where any 2xx will do.</summary>
    public JsonElement? Expect { get; init; }

    /// <summary>Instead of a request: an account to make, <c>{"name":…,"password":…,"data":{…}}</c>.</summary>
    public JsonElement? Account { get; init; }

    /// <summary>Variable and where its value is found.</summary>
    public JsonElement? Save { get; init; }

    /// <summary>True when the step brings credentials of its own, so that the player must not choose how to authenticate.</summary>
    public bool AuthenticatesItself =>
        As.Contains(':', StringComparison.Ordinal) || Names(Headers, "Authorization") || Names(Body, "Authorization");

    public static ScenarioStep Parse(JsonElement json)
    {
        ScenarioFiles.CheckMembers(json, "as", "method", "path", "headers", "body", "rawBody", "expect", "save", "account");
        if (json.TryGetProperty("expect", out var expect))
            ScenarioFiles.CheckMembers(expect, "status", "headers", "body", "exactly", "text");
        return new ScenarioStep
        {
            As = Text(json, "as") ?? "alice",
            Method = Text(json, "method") ?? "GET",
            Path = Text(json, "path") ?? (json.TryGetProperty("account", out _) ? "" : throw new InvalidDataException("A step has no path.")),
            Headers = Member(json, "headers"),
            Body = Member(json, "body"),
            RawBody = Text(json, "rawBody"),
            Account = Member(json, "account"),
            Expect = Member(json, "expect"),
            Save = Member(json, "save"),
        };
    }

    static JsonElement? Member(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value : null;

    static string? Text(JsonElement json, string name) => Member(json, name)?.GetString();

    static bool Names(JsonElement? json, string member) => json is { } element && element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(property =>
            string.Equals(property.Name, member, StringComparison.OrdinalIgnoreCase) || Names(property.Value, member)),
        JsonValueKind.Array => element.EnumerateArray().Any(item => Names(item, member)),
        _ => false,
    };
}
