using System.Text;
using System.Text.Json.Nodes;

namespace Hawk.Interop.Tests.Server;

/// <summary>What a server is asked to answer, and how to spoil it after it was signed; travels unsigned in the field <c>X-Plan</c>.</summary>
sealed record ResponsePlan
{
    public const string Field = "X-Plan";

    public int Status { get; init; } = 200;

    /// <summary>The body to answer; null echoes the request's.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The content type to answer; null echoes the request's.</summary>
    public string? ContentType { get; init; }

    public string? Ext { get; init; }

    /// <summary>Whether the signature leaves the body out.</summary>
    public bool Unhashed { get; init; }

    /// <summary>Whether the signature comes behind the body.</summary>
    public bool Trailer { get; init; }

    /// <summary>What to change afterwards: <c>body</c>, <c>bodyRemoved</c>, <c>contentType</c>, <c>mac</c>, <c>ext</c>, <c>hash</c>, <c>grammar</c> or <c>stripped</c>.</summary>
    public string? Spoil { get; init; }

    public static ResponsePlan From(string? field)
    {
        if (string.IsNullOrEmpty(field))
            return new ResponsePlan();
        var json = JsonNode.Parse(Convert.FromBase64String(field))!;
        return new ResponsePlan
        {
            Status = json["status"]!.GetValue<int>(),
            Body = json["body"] is { } body ? Convert.FromBase64String(body.GetValue<string>()) : null,
            ContentType = json["contentType"]?.GetValue<string>(),
            Ext = json["ext"]?.GetValue<string>(),
            Unhashed = json["unhashed"]!.GetValue<bool>(),
            Trailer = json["trailer"]!.GetValue<bool>(),
            Spoil = json["spoil"]?.GetValue<string>(),
        };
    }

    /// <summary>The value of the field.</summary>
    public override string ToString()
    {
        var json = new JsonObject { ["status"] = Status, ["unhashed"] = Unhashed, ["trailer"] = Trailer };
        if (Body is not null)
            json["body"] = Convert.ToBase64String(Body);
        if (ContentType is not null)
            json["contentType"] = ContentType;
        if (Ext is not null)
            json["ext"] = Ext;
        if (Spoil is not null)
            json["spoil"] = Spoil;
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
