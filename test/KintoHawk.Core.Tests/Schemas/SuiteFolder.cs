using System.Text.Json;
using KintoHawk.Core.Schemas;

namespace KintoHawk.Core.Tests.Schemas;

/// <summary>
/// The public JSON-Schema-Test-Suite: in the folder that <c>JSON_SCHEMA_TEST_SUITE</c> names, else beside the repository. It is not part of the
/// repository; our own cases are.
/// </summary>
static class SuiteFolder
{
    const string Host = "http://localhost:1234/";

    /// <summary>Null when the suite is not there.</summary>
    public static string? Path { get; } = Find();

    public static string NameOf(SchemaDraft draft) => draft switch
    {
        SchemaDraft.Draft4 => "draft4",
        SchemaDraft.Draft6 => "draft6",
        SchemaDraft.Draft7 => "draft7",
        SchemaDraft.Draft201909 => "draft2019-09",
        _ => "draft2020-12",
    };

    public static IEnumerable<SuiteCase> CasesOf(SchemaDraft draft) =>
        Path is null ? [] : Directory.EnumerateFiles(System.IO.Path.Combine(Path, "tests", NameOf(draft)), "*.json").Order(StringComparer.Ordinal).SelectMany(Read);

    public static IEnumerable<SuiteCase> OwnCasesOf(SchemaDraft draft) =>
        Read(System.IO.Path.Combine(AppContext.BaseDirectory, "Schemas", "cases", "all.json"))
            .Concat(Read(System.IO.Path.Combine(AppContext.BaseDirectory, "Schemas", "cases", $"{NameOf(draft)}.json")));

    /// <summary>The documents that the suite's cases refer to by URI.</summary>
    public static SchemaDocuments Remotes(SchemaDraft draft)
    {
        var documents = new SchemaDocuments();
        if (Path is null)
            return documents;
        var folder = System.IO.Path.Combine(Path, "remotes");
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/');
            // A folder of another draft holds documents of that draft.
            if (!name.StartsWith("draft", StringComparison.Ordinal) || name.StartsWith(NameOf(draft) + "/", StringComparison.Ordinal))
                documents.Add(Host + name, File.ReadAllBytes(file), draft);
        }

        return documents;
    }

    static IEnumerable<SuiteCase> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var group in document.RootElement.EnumerateArray())
            foreach (var test in group.GetProperty("tests").EnumerateArray())
                yield return new SuiteCase(
                    $"{System.IO.Path.GetFileName(file)}: {group.GetProperty("description").GetString()}: {test.GetProperty("description").GetString()}",
                    group.GetProperty("schema").Clone(), test.GetProperty("data").Clone(), test.GetProperty("valid").GetBoolean());
    }

    static string? Find()
    {
        if (Environment.GetEnvironmentVariable("JSON_SCHEMA_TEST_SUITE") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"JSON_SCHEMA_TEST_SUITE names {named}, which is not there.");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "KintoHawk.slnx")))
                continue;
            var beside = System.IO.Path.Combine(folder.FullName, "..", "shared", "suites", "json-schema");
            return Directory.Exists(beside) ? beside : null;
        }

        return null;
    }
}
