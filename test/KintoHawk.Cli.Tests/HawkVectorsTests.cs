using System.Text.Json;
using System.Text.Json.Nodes;

namespace KintoHawk.Cli.Tests;

public sealed class HawkVectorsTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task The_vectors_of_the_repository_pass()
    {
        var files = Directory.GetFiles(VectorFolder(), "hawk-*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).ToList();

        var result = await _workspace.RunAsync("hawk", "vectors", VectorFolder());

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.True(files.Count >= 10);
        Assert.Equal([.. files, "total"], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(':')[0]));
        Assert.All(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => Assert.EndsWith(", 0 failed", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_counts_and_lists_what_a_rule_has_decided()
    {
        var result = await _workspace.RunAsync("hawk", "vectors", VectorFolder(), "--json");

        using var json = JsonDocument.Parse(result.Output);
        var root = json.RootElement;
        Assert.Equal(0, root.GetProperty("failed").GetInt32());
        Assert.Equal(root.GetProperty("passed").GetInt32(), root.GetProperty("files").EnumerateArray().Sum(static file => file.GetProperty("passed").GetInt32()));
        var decided = root.GetProperty("files").EnumerateArray().SelectMany(static file => file.GetProperty("decided_by_rule").EnumerateArray()).ToList();
        Assert.Equal(root.GetProperty("passed_by_rule").GetInt32(), decided.Count);
        Assert.Contains(decided, static vector => vector.GetProperty("section").GetString() == "5.3 Do" && vector.GetProperty("id").GetString() == "hawk-host/client-url/014");
        var verbose = await _workspace.RunAsync("hawk", "vectors", VectorFolder(), "-v");
        Assert.Contains("  hawk-host/client-url/014: 5.3 Do: an IPv6 address is signed in brackets\n", verbose.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vector_with_another_expectation_fails_and_is_named()
    {
        var file = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(VectorFolder(), "hawk-payload.json"), TestContext.Current.CancellationToken))!;
        var altered = file["vectors"]![0]!;
        altered["expected"]!["hash"] = "Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=";
        var folder = Path.GetDirectoryName(_workspace.Write("vectors/hawk-payload.json", file.ToJsonString()))!;
        var count = file["count"]!.GetValue<int>();

        var text = await _workspace.RunAsync("hawk", "vectors", folder);
        var json = await _workspace.RunAsync("hawk", "vectors", folder, "--json");

        Assert.Equal((1, 1), (text.ExitCode, json.ExitCode));
        Assert.Contains($"{altered["id"]!.GetValue<string>()} (", text.Output, StringComparison.Ordinal);
        Assert.Contains("hash should be 'Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=' but is '", text.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal((count - 1, 1), (document.RootElement.GetProperty("passed").GetInt32(), document.RootElement.GetProperty("failed").GetInt32()));
        Assert.Equal(altered["id"]!.GetValue<string>(), Assert.Single(document.RootElement.GetProperty("files")[0].GetProperty("failures").EnumerateArray()).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("""{ "count": 2, "vectors": [ { "id": "a", "kind": "mac" } ] }""")]
    [InlineData("""{ "vectors": [] }""")]
    [InlineData("""{ "count": 0, "vectors": [] }""")]
    [InlineData("""{ "count": 0 }""")]
    [InlineData("""{ "count": 0, "vectors": null }""")]
    [InlineData("""{ "count": 1, "vectors": [ null ] }""")]
    [InlineData("""{ "count": 1, "vectors": [ { "id": "a", "kind": null, "input": {}, "expected": {} } ] }""")]
    [InlineData("""{ "count": 1, "vectors": [ { "id": null, "kind": "mac", "input": {}, "expected": {} } ] }""")]
    [InlineData("""{ "count": 1, "vectors": [ { "id": "a", "kind": "mac", "input": {} } ] }""")]
    [InlineData("""{ "count": 1, "vectors": [ { "id": "a", "kind": "mac", "input": {}, "expected": [] } ] }""")]
    [InlineData("""{ "count": 1, "vectors": [ { "id": "a", "kind": "mac", "input": 1, "expected": {} } ] }""")]
    [InlineData("""{ "count": 1, "vectors": [ {} ] }""")]
    [InlineData("[]")]
    [InlineData("no json")]
    public async Task A_file_that_is_not_one_of_vectors_makes_the_folder_unusable(string text)
    {
        var folder = Path.GetDirectoryName(_workspace.Write("vectors/hawk-broken.json", text))!;

        var result = await _workspace.RunAsync("hawk", "vectors", folder);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("hawk-broken.json", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_vectors_is_not_a_success()
    {
        var missing = await _workspace.RunAsync("hawk", "vectors", Path.Combine(_workspace.Folder, "missing"));
        var empty = await _workspace.RunAsync("hawk", "vectors", _workspace.Folder);

        Assert.Equal((2, 2), (missing.ExitCode, empty.ExitCode));
        Assert.Contains("has no vector files", empty.Error, StringComparison.Ordinal);
    }

    static string VectorFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "KintoHawk.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return Path.Combine(folder.FullName, "test", "vectors");
    }
}
