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
        { "server-authenticate", 68 },
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

    /// <summary>Whatever a vector holds instead of what it should, it fails, and says so.</summary>
    [Theory]
    [InlineData("hawk-header/server-authenticate/099", "input.request")]
    [InlineData("hawk-header/server-authenticate/099", "input.credentials")]
    [InlineData("hawk-header/client-header/112", "input.credentials")]
    [InlineData("hawk-bewit/authenticate-bewit/040", "input.request")]
    [InlineData("hawk-bewit/get-bewit/018", "expected")]
    [InlineData("hawk-bewit/get-bewit/018", "input")]
    public void A_vector_with_something_else_in_a_member_fails(string id, string member)
    {
        foreach (var other in (string[])["[]", "{}", "1", "\"x\""])
        {
            var vector = Altered(id, member, JsonNode.Parse(other)!);
            Vector parsed;
            try
            {
                parsed = Parse(vector);
            }
            catch (FormatException)
            {
                continue; // a file with it is refused
            }

            Assert.Equal(VectorOutcome.Failed, VectorRun.Judge(parsed).Outcome);
        }
    }

    /// <summary>A refusal is right only for the reason the vector gives.</summary>
    [Theory]
    [InlineData("hawk-tsm/tsm-challenge/004", "expected.message", "Bad response mac")]
    [InlineData("hawk-header/client-header/118", "expected.message", "Invalid inputs")]
    [InlineData("hawk-header/client-header/118", "input.timestamp", "-1", "input.ext", "fine")]
    [InlineData("hawk-bewit/get-bewit/035", "input.ttlSec", "864000")]
    [InlineData("hawk-bewit/get-bewit/035", "expected.message", "Bad attribute value (x)")]
    [InlineData("hawk-message/client-message/016", "expected.message", "Bad attribute value (x)")]
    [InlineData("hawk-message/client-message/016", "input.nonce", "\n", "input.host", "example.com")]
    public void A_refusal_for_another_reason_fails(string id, string member, string value, string? second = null, string? secondValue = null)
    {
        Assert.Equal(VectorOutcome.Passed, VectorRun.Judge(Find(id)).Outcome);
        var vector = Altered(Find(id), member, JsonValue.Create(value));
        if (second is not null)
            vector = Altered(Parse(vector), second, JsonValue.Create(secondValue)!);

        Assert.Equal(VectorOutcome.Failed, VectorRun.Judge(Parse(vector)).Outcome);
    }

    /// <summary>A challenge that is rejected is no reason to expect a wrong signature of the response.</summary>
    [Theory]
    [InlineData("Invalid server timestamp hash", nameof(VectorOutcome.Passed))]
    [InlineData("Bad response payload mac", nameof(VectorOutcome.Failed))]
    public void A_rejected_challenge_is_not_any_refusal(string message, string outcome)
    {
        var vector = Altered(_vectors.Value.First(static vector => vector is { Kind: "client-authenticate", ExpectsSuccess: true }), "expected", new JsonObject { ["ok"] = false, ["message"] = message });
        vector["input"]!["responseHeaders"]!["www-authenticate"] = "Hawk ts=\"1681753702\", error=\"Stale timestamp\"";

        Assert.Equal(outcome, $"{VectorRun.Judge(Parse(vector)).Outcome}");
    }

    /// <summary>A link for ten days can be signed; only a vector that says so of it may pass.</summary>
    [Fact]
    public void A_long_lived_bewit_with_an_ext_that_cannot_be_signed_is_refused_for_the_ext()
    {
        var vector = Altered("hawk-bewit/get-bewit/018", "input.ttlSec", JsonValue.Create(864000));
        vector["expected"] = new JsonObject { ["ok"] = false, ["message"] = "Bad attribute value (quote\"x)" };
        Assert.Equal(VectorOutcome.Passed, VectorRun.Judge(Parse(vector)).Outcome);

        vector["input"]!["ext"] = "fine";

        Assert.Equal(VectorOutcome.Failed, VectorRun.Judge(Parse(vector)).Outcome);
    }

    [Fact]
    public void Every_rule_that_applies_must_hold()
    {
        var vector = Find("hawk-bewit/authenticate-bewit/040");
        SpecRule Rule(string? broken) => new("1 Do", "a rule", [vector.Kind], static _ => true, _ => broken);

        Assert.NotEqual(VectorOutcome.Failed, VectorRun.Judge(vector, [Rule(null), Rule(null)]).Outcome);
        Assert.Equal(VectorOutcome.Failed, VectorRun.Judge(vector, [Rule(null), Rule("is not so")]).Outcome);
    }

    /// <summary>What is wrong twice is refused for what comes first (section 7): freshness before the nonce is looked up, and before the payload.</summary>
    [Fact]
    public void A_replay_that_is_stale_too_is_stale()
    {
        var vector = JsonNode.Parse(_vectors.Value.First(static vector => vector.Kind is "server-authenticate" && vector.Tag is "nonce" && !vector.ExpectsSuccess).Json)!;
        var replay = Parse(vector);
        vector["input"]!["nowMs"] = vector["input"]!["nowMs"]!.GetValue<long>() + 3_600_000;
        vector["expected"] = new JsonObject { ["ok"] = false, ["status"] = 401, ["message"] = "Stale timestamp" };

        Assert.Equal(VectorOutcome.Passed, VectorRun.Judge(replay).Outcome);
        Assert.Equal(VectorOutcome.Passed, VectorRun.Judge(Parse(vector)).Outcome);
    }

    [Fact]
    public void A_vector_of_an_unknown_kind_fails()
    {
        var verdict = VectorRun.Judge(Parse(JsonNode.Parse("""{ "id": "x", "kind": "telepathy", "input": {}, "expected": {} }""")!));

        Assert.Equal("there is no check for vectors of the kind 'telepathy'", verdict.Difference);
    }

    static Vector Find(string id) => _vectors.Value.Single(vector => vector.Id == id);

    static JsonNode Altered(string id, string member, JsonNode value) => Altered(Parse(JsonNode.Parse(Json(id))!), member, value);

    static JsonNode Altered(Vector vector, string member, JsonNode value)
    {
        var node = JsonNode.Parse(vector.Json)!;
        var path = member.Split('.');
        path[..^1].Aggregate(node, static (parent, name) => parent[name]!)[path[^1]] = value;
        return node;
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
