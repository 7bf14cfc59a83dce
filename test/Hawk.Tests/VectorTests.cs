using System.Text.Json;
using System.Text.Json.Nodes;
using KintoHawk.Cli.HawkCommands.Vectors;

namespace Hawk.Tests;

/// <summary>
/// The vectors of the repository, judged by the code of <c>kintohawk hawk vectors</c>; with the larger set beside the repository, or named by
/// HAWK_VECTORS, when there is one.
/// </summary>
public class VectorTests
{
    static readonly Lazy<IReadOnlyList<Vector>> _vectors = new(Load);

    /// <summary>Every kind, and how many vectors of it are in the repository.</summary>
    public static TheoryData<string, int> Kinds { get; } = new()
    {
        { "client-header", 159 },
        { "server-authenticate", 67 },
        { "parse-host", 62 },
        { "client-url", 14 },
        { "mac", 17 },
        { "parse", 109 },
        { "payload-hash", 39 },
        { "server-header", 23 },
        { "client-authenticate", 38 },
        { "get-bewit", 16 },
        { "authenticate-bewit", 28 },
        { "client-message", 8 },
        { "authenticate-message", 12 },
        { "session", 5 },
        { "tsm", 18 },
        { "tsm-challenge", 9 },
        { "challenge-format", 3 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_vector_passes(string kind, int minimum)
    {
        var verdicts = _vectors.Value.Where(vector => vector.Kind == kind).Select(VectorRun.Judge).ToList();

        Assert.True(verdicts.Count >= minimum, $"Only {verdicts.Count} vectors were found, {minimum} are in the repository.");
        var failures = verdicts.Where(static verdict => verdict.Outcome is VectorOutcome.Failed).Select(static verdict => $"{verdict.Vector.Id} ({verdict.Vector.Tag}): {verdict.Difference}").ToList();
        Assert.True(failures.Count is 0, $"{failures.Count} of {verdicts.Count} vectors fail:\n{string.Join('\n', failures)}");
    }

    [Fact]
    public void Every_kind_of_vector_has_a_check_and_a_place_in_these_tests()
    {
        var tested = Kinds.Select(static row => row.Data.Item1).ToHashSet();

        Assert.Equal(VectorKinds.Checks.Keys.Order(StringComparer.Ordinal), tested.Order(StringComparer.Ordinal));
        Assert.Empty(_vectors.Value.Select(static vector => vector.Kind).ToHashSet().Except(tested, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_rule_of_the_specification_decides_a_vector_that_the_reference_fails()
    {
        var deciding = _vectors.Value.Select(VectorRun.Judge).Where(static verdict => verdict.Outcome is VectorOutcome.PassedByRule).Select(static verdict => verdict.Rule!).ToHashSet();

        Assert.All(SpecRules.All, rule => Assert.Contains(rule, deciding));
    }

    /// <summary>A rule excuses what it describes and nothing else: with any part of the expectation wrong, the vector fails.</summary>
    [Theory]
    [InlineData("hawk-header/client-header/112", "expected.mac")]
    [InlineData("hawk-header/client-header/112", "expected.normalized")]
    [InlineData("hawk-response/server-header/041", "expected.mac")]
    [InlineData("hawk-response/server-header/005", "expected.header")]
    [InlineData("hawk-bewit/get-bewit/018", "expected.mac")]
    [InlineData("hawk-host/client-url/014", "expected.resource")]
    [InlineData("hawk-bewit/authenticate-bewit/040", "input.credentials.123456.key")]
    [InlineData("hawk-header/server-authenticate/099", "input.credentials.dh37fgj492je.key")]
    public void A_vector_that_a_rule_decides_fails_when_the_rule_is_not_kept(string id, string altered)
    {
        var vector = JsonNode.Parse(Json(id))!;
        var path = altered.Split('.');
        var parent = path[..^1].Aggregate(vector, static (node, name) => node[name]!);
        Assert.NotNull(parent[path[^1]]);
        Assert.Equal(VectorOutcome.PassedByRule, VectorRun.Judge(Parse(vector)).Outcome);

        parent[path[^1]] = "dGhpcyBpcyBub3QgdGhlIHJpZ2h0IHZhbHVl";

        Assert.Equal(VectorOutcome.Failed, VectorRun.Judge(Parse(vector)).Outcome);
    }

    [Fact]
    public void A_vector_that_is_broken_fails_and_does_not_stop_the_others()
    {
        var verdict = VectorRun.Judge(Parse(JsonNode.Parse("""{ "id": "x", "kind": "mac", "input": {}, "expected": {} }""")!));

        Assert.Equal(VectorOutcome.Failed, verdict.Outcome);
        Assert.NotNull(verdict.Difference);
    }

    [Fact]
    public void A_vector_of_an_unknown_kind_fails()
    {
        var verdict = VectorRun.Judge(Parse(JsonNode.Parse("""{ "id": "x", "kind": "telepathy", "input": {}, "expected": {} }""")!));

        Assert.Equal("there is no check for vectors of the kind 'telepathy'", verdict.Difference);
    }

    static Vector Parse(JsonNode node)
    {
        using var document = JsonDocument.Parse(node.ToJsonString());
        return new Vector(document.RootElement.Clone());
    }

    /// <summary>The line of a vector, found by its id in the repository's files.</summary>
    static string Json(string id)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "vectors", $"{id.Split('/')[0]}.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.GetProperty("vectors").EnumerateArray().Single(vector => vector.GetProperty("id").GetString() == id).GetRawText();
    }

    static IReadOnlyList<Vector> Load()
    {
        var vectors = new Dictionary<string, Vector>(StringComparer.Ordinal);
        foreach (var path in Folders().Where(Directory.Exists).SelectMany(static folder => Directory.GetFiles(folder, "hawk-*.json")))
        {
            if (!VectorFile.TryRead(path, out var file, out var refusal))
                throw new InvalidOperationException(refusal);
            foreach (var vector in file.Vectors)
                vectors.TryAdd(vector.Id, vector);
        }

        return [.. vectors.Values];
    }

    static IEnumerable<string> Folders()
    {
        yield return Path.Combine(AppContext.BaseDirectory, "vectors");
        if (Environment.GetEnvironmentVariable("HAWK_VECTORS") is { Length: > 0 } named)
        {
            yield return named;
            yield break;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KintoHawk.slnx")))
                yield return Path.Combine(folder.FullName, "..", "shared", "vectors");
        }
    }
}
