using System.Text.Json;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>Compares a response with what a step expects, and with what every response of the protocol must be.</summary>
static class Expectation
{
    const string Policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; ";

    public static List<string> Differences(JsonElement? expected, Reply reply, string method)
    {
        var differences = new List<string>();
        AddEverywhere(reply, method, hasOwnPolicy: Names(expected, "Content-Security-Policy"), differences);
        if (expected is not { } expect)
        {
            if (reply.Status is < 200 or > 299)
                differences.Add($"status: expected 2xx in a preparation, was {reply.Status}");
            return differences;
        }

        var status = expect.GetProperty("status").GetInt32();
        if (status != reply.Status)
            differences.Add($"status: expected {status}, was {reply.Status}");
        if (expect.TryGetProperty("headers", out var headers))
            foreach (var header in headers.EnumerateObject())
                CompareHeader(header.Name, header.Value, reply, differences);
        if (expect.TryGetProperty("text", out var text))
            CompareText(text, reply, differences);
        if (expect.TryGetProperty("body", out var body))
            CompareBody(new JsonMatch(exactly: false), body, reply, differences);
        if (expect.TryGetProperty("exactly", out var whole))
            CompareBody(new JsonMatch(exactly: true), whole, reply, differences);
        return differences;
    }

    /// <summary>One text, or several that must all hold.</summary>
    static void CompareText(JsonElement expected, Reply reply, List<string> differences)
    {
        foreach (var text in expected.ValueKind is JsonValueKind.Array ? [.. expected.EnumerateArray()] : (JsonElement[])[expected])
            if (!JsonMatch.Matches(text.GetString()!, reply.Text))
                differences.Add($"text: expected {text.GetString()}, was {reply.Text}");
    }

    static bool Names(JsonElement? expected, string header) =>
        expected is { } expect && expect.TryGetProperty("headers", out var headers) && headers.TryGetProperty(header, out _);

    static void CompareBody(JsonMatch match, JsonElement expected, Reply reply, List<string> differences)
    {
        match.Compare("body", expected, reply.Json);
        differences.AddRange(match.Differences);
    }

    static void CompareHeader(string name, JsonElement expected, Reply reply, List<string> differences)
    {
        var actual = reply.Header(name);
        var matches = expected.ValueKind switch
        {
            JsonValueKind.Null => actual is null,
            JsonValueKind.Array => reply.Headers.TryGetValue(name, out var lines) && lines.SequenceEqual(expected.EnumerateArray().Select(static line => line.GetString()!)),
            JsonValueKind.Object => actual is not null && Words(actual).SetEquals(Words(expected.GetProperty("<set>").GetString()!)),
            _ => actual is not null && JsonMatch.Matches(expected.ToString(), actual),
        };
        if (!matches)
            differences.Add($"{name}: expected {expected.GetRawText()}, was {(actual is null ? "absent" : $"'{actual}'")}");
    }

    static HashSet<string> Words(string list) => [.. list.Split(',', StringSplitOptions.TrimEntries)];

    /// <summary>What kinto-api §4, §18.1 and §20 say about all responses.</summary>
    static void AddEverywhere(Reply reply, string method, bool hasOwnPolicy, List<string> differences)
    {
        if (!hasOwnPolicy && reply.Header("Content-Security-Policy") is var policy && policy?.TrimEnd() != Policy.TrimEnd())
            differences.Add($"Content-Security-Policy: was '{policy}'");
        if (reply.Header("Content-Type") == "application/json" && reply.Header("X-Content-Type-Options") != "nosniff")
            differences.Add("X-Content-Type-Options: expected nosniff on JSON");
        if (method == "HEAD" ? reply.Body.Length > 0 : reply.Status is 304 && reply.Body.Length > 0)
            differences.Add($"body: expected none, was {reply.Text}");
        if (reply.Status < 400 || method == "HEAD")
            return;
        if (reply.Header("Content-Type") != "application/json")
            differences.Add($"Content-Type of an error: was '{reply.Header("Content-Type")}'");
        if (reply.Json is not { ValueKind: JsonValueKind.Object } error
            || !error.TryGetProperty("code", out var code) || code.GetInt32() != reply.Status
            || !error.TryGetProperty("errno", out var errno) || errno.ValueKind is not JsonValueKind.Number
            || !error.TryGetProperty("error", out var phrase) || phrase.ValueKind is not JsonValueKind.String)
            differences.Add($"error body: expected code {reply.Status}, errno and error, was {reply.Text}");
    }
}
