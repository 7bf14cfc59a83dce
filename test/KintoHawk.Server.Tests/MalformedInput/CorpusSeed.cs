using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests.MalformedInput;

/// <summary>A request of a scenario, its variables filled in, from which malformed ones are made.</summary>
sealed partial record CorpusSeed(string Scenario, string Method, string Path, string Query, string Headers, string Body)
{
    const string Bucket = "malformed";

    /// <summary>Every request of every scenario.</summary>
    public static IReadOnlyList<CorpusSeed> All { get; } = [.. from scenario in ScenarioFiles.All from step in scenario.Steps where step.Account is null select Of(scenario, step)];

    static CorpusSeed Of(Scenario scenario, ScenarioStep step)
    {
        var target = Fill(step.Path);
        if (target.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme && target.IndexOf('/', scheme + 3) is var slash)
            target = slash < 0 ? "/" : target[slash..];
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var headers = new StringBuilder();
        if (step.Headers is { } given)
            foreach (var header in given.EnumerateObject())
                if (header.Value.ValueKind is JsonValueKind.String && !header.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && !header.Name.Equals("Host", StringComparison.OrdinalIgnoreCase))
                    headers.Append(CultureInfo.InvariantCulture, $"{header.Name}: {Bytes(OneLine(Fill(header.Value.GetString()!)))}\r\n");
        return new CorpusSeed(
            $"{scenario.File}: {scenario.Name}",
            step.Method,
            Bytes(OneLine(question < 0 ? target : target[..question])),
            question < 0 ? "" : Bytes(OneLine(target[(question + 1)..])),
            headers.ToString(),
            Bytes(Fill(step.RawBody ?? step.Body?.GetRawText() ?? "")));
    }

    /// <summary>Values that scenarios take from earlier answers are a word here: to send a wrong one is the purpose.</summary>
    static string Fill(string text) => Reference().Replace(text, static match => match.Groups["name"].Value switch
    {
        "unique" or "name" => Bucket,
        "bucket" => Bucket,
        "uri" => $"/buckets/{Bucket}",
        "b" => $"/v1/buckets/{Bucket}",
        "c" => $"/v1/buckets/{Bucket}/collections/c",
        "r" => $"/v1/buckets/{Bucket}/collections/c/records",
        "g" => $"/v1/buckets/{Bucket}/groups",
        "alice" or "bob" or "admin" => "account:" + match.Groups["name"].Value,
        "now" or "ts" => "1700000000000",
        "etag" => "\\\"1700000000000\\\"",
        _ => "saved",
    });

    /// <summary>UTF-8, one character per byte: mutations may then be any byte.</summary>
    static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>A blank or a line break in the head of a request would make another request of it.</summary>
    static string OneLine(string text) => text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\$\{(?<name>\w+)(?<change>[+-]\d+)?\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
