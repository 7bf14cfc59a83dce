using System.Collections.Concurrent;

namespace KintoHawk.PostgreSql;

/// <summary>The fixed statements, each in a file named after what it does.</summary>
static class Sql
{
    static readonly ConcurrentDictionary<string, string> _loaded = new(StringComparer.Ordinal);

    /// <summary>The names of all statements that begin so.</summary>
    public static IEnumerable<string> Names(string start)
    {
        const string Root = "KintoHawk.PostgreSql.";
        const string Extension = ".sql";
        return typeof(Sql).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Root + start, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(static name => name[Root.Length..^Extension.Length]);
    }

    /// <summary>The text of a statement: <c>Sql.Load("Sql.read-object")</c> is <c>Sql/read-object.sql</c>.</summary>
    public static string Load(string name) => _loaded.GetOrAdd(name, static name =>
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream($"KintoHawk.PostgreSql.{name}.sql")
            ?? throw new InvalidOperationException($"The statement {name} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
