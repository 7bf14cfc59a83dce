using System.Globalization;
using System.Text.Json;

namespace KintoHawk.TestServers;

/// <summary>What a server answered.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">The body as text.</param>
public sealed record Answer(int Status, string Body)
{
    /// <summary>The ETag, with its quotes; null when there is none.</summary>
    public string? ETag { get; init; }

    /// <summary>Where the next page is; null when there is none.</summary>
    public string? NextPage { get; init; }

    /// <summary>The token of the session that was opened; null when none was.</summary>
    public string? SessionToken { get; init; }

    /// <summary>The challenge; null when there is none.</summary>
    public string? Challenge { get; init; }

    /// <summary>When to ask again; null when nothing is said about it.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The timestamp in the ETag.</summary>
    public long Version => long.Parse(ETag!.Trim('"'), CultureInfo.InvariantCulture);

    /// <summary>True for 200 and 201.</summary>
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

    /// <summary>True for the one answer that a server may give while one of its databases is away: 503, and when to ask again.</summary>
    public bool IsOutage => Status == 503 && int.TryParse(RetryAfter, CultureInfo.InvariantCulture, out var seconds) && seconds > 0;

    /// <summary>Status and body, for the message of a failed assertion.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status} {Challenge} {Body}");
}
