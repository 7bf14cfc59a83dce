using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>
/// Compares JSON with what a scenario expects. Objects may have members that are not mentioned, unless compared exactly; arrays have the same length.
/// </summary>
/// <remarks>
/// Placeholders: <c>&lt;number&gt;</c>, <c>&lt;string&gt;</c>, <c>&lt;boolean&gt;</c>, <c>&lt;object&gt;</c>, <c>&lt;any&gt;</c>, <c>&lt;absent&gt;</c>,
/// <c>/regular expression/</c>, <c>{"&lt;set&gt;": [...]}</c> for an array in any order, <c>{"&lt;greater than&gt;": 1}</c>, and
/// <c>{"&lt;exactly&gt;": ...}</c> for a part compared exactly.
/// </remarks>
sealed class JsonMatch(bool exactly)
{
    readonly List<string> _differences = [];

    public IReadOnlyList<string> Differences => _differences;

    public static bool IsRegex(string expected) => expected.Length > 2 && expected.StartsWith('/') && expected.EndsWith('/');

    public static bool Matches(string expected, string actual) =>
        IsRegex(expected) ? Regex.IsMatch(actual, expected[1..^1], RegexOptions.Singleline, TimeSpan.FromSeconds(1)) : expected == actual;

    public void Compare(string path, JsonElement expected, JsonElement? actual)
    {
        if (expected.ValueKind is JsonValueKind.String && expected.GetString() is "<absent>")
        {
            if (actual is not null)
                Differ(path, expected, actual);
        }
        else if (actual is not { } value)
        {
            Differ(path, expected, actual);
        }
        else
        {
            CompareValues(path, expected, value);
        }
    }

    void CompareValues(string path, JsonElement expected, JsonElement actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.String:
                CompareText(path, expected, actual);
                break;
            case JsonValueKind.Object when Special(expected, "<set>") is { } items:
                CompareSets(path, items, actual);
                break;
            case JsonValueKind.Object when Special(expected, "<greater than>") is { } bound:
                if (actual.ValueKind is not JsonValueKind.Number || actual.GetDecimal() <= decimal.Parse(bound.ToString(), CultureInfo.InvariantCulture))
                    Differ(path, expected, actual);
                break;
            case JsonValueKind.Object when Special(expected, "<exactly>") is { } whole:
                var inner = new JsonMatch(exactly: true);
                inner.Compare(path, whole, actual);
                _differences.AddRange(inner._differences);
                break;
            case JsonValueKind.Object when actual.ValueKind is JsonValueKind.Object:
                CompareObjects(path, expected, actual);
                break;
            case JsonValueKind.Array when actual.ValueKind is JsonValueKind.Array:
                CompareArrays(path, expected, actual);
                break;
            default:
                if (!JsonElement.DeepEquals(expected, actual))
                    Differ(path, expected, actual);
                break;
        }
    }

    void CompareText(string path, JsonElement expected, JsonElement actual)
    {
        var matches = expected.GetString()! switch
        {
            "<any>" => true,
            "<number>" => actual.ValueKind is JsonValueKind.Number,
            "<string>" => actual.ValueKind is JsonValueKind.String,
            "<boolean>" => actual.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "<object>" => actual.ValueKind is JsonValueKind.Object,
            var text => actual.ValueKind is JsonValueKind.String && Matches(text, actual.GetString()!),
        };
        if (!matches)
            Differ(path, expected, actual);
    }

    void CompareObjects(string path, JsonElement expected, JsonElement actual)
    {
        foreach (var member in expected.EnumerateObject())
            Compare($"{path}.{member.Name}", member.Value, actual.TryGetProperty(member.Name, out var value) ? value : null);
        if (!exactly)
            return;
        foreach (var member in actual.EnumerateObject())
            if (!expected.TryGetProperty(member.Name, out _))
                _differences.Add($"{path}.{member.Name}: expected nothing, was {member.Value.GetRawText()}");
    }

    void CompareArrays(string path, JsonElement expected, JsonElement actual)
    {
        if (expected.GetArrayLength() != actual.GetArrayLength())
        {
            Differ(path, expected, actual);
            return;
        }

        for (var i = 0; i < expected.GetArrayLength(); i++)
            Compare($"{path}[{i}]", expected[i], actual[i]);
    }

    void CompareSets(string path, JsonElement expected, JsonElement actual)
    {
        var left = actual.ValueKind is JsonValueKind.Array ? actual.EnumerateArray().ToList() : [];
        var complete = expected.GetArrayLength() == left.Count && actual.ValueKind is JsonValueKind.Array;
        foreach (var item in expected.EnumerateArray())
        {
            var found = left.FindIndex(candidate =>
            {
                var attempt = new JsonMatch(exactly);
                attempt.Compare(path, item, candidate);
                return attempt.Differences.Count == 0;
            });
            complete &= found >= 0;
            if (found >= 0)
                left.RemoveAt(found);
        }

        if (!complete)
            Differ(path + " in any order", expected, actual);
    }

    void Differ(string path, JsonElement expected, JsonElement? actual) =>
        _differences.Add($"{path}: expected {expected.GetRawText()}, was {actual?.GetRawText() ?? "absent"}");

    static JsonElement? Special(JsonElement expected, string name) =>
        expected.TryGetProperty(name, out var value) && expected.EnumerateObject().Count() == 1 ? value : null;
}
