using System.Globalization;
using System.Text.Json;

namespace KintoHawk.Durability.Tests.Serving;

/// <summary>What the server answered.</summary>
sealed record Answer(int Status, string Body)
{
    public string? ETag { get; init; }

    public string? NextPage { get; init; }

    public string? SessionToken { get; init; }

    /// <summary>The challenge; null when there is none.</summary>
    public string? Challenge { get; init; }

    /// <summary>The timestamp in the ETag.</summary>
    public long Version => long.Parse(ETag!.Trim('"'), CultureInfo.InvariantCulture);

    public bool Succeeded => Status is 200 or 201;

    /// <summary>The member <c>data</c> of the body.</summary>
    public JsonElement Data
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.GetProperty("data").Clone();
        }
    }

    /// <summary>True for the refusal of a seen nonce. One for any other reason, such as a stale timestamp, would prove nothing about replays.</summary>
    public bool IsRefusedReplay => Status == 401 && Challenge == "Hawk error=\"Invalid nonce\"";
}
