using System.Text;
using System.Text.RegularExpressions;

namespace KintoHawk.TestBackends;

/// <summary>
/// The statements that a PostgreSQL was asked, in the order in which they were executed. A statement is in the log before its answer is sent, so that nothing
/// has to be waited for.
/// </summary>
public sealed partial class StatementLog
{
    /// <summary>Database and process id at the start of each entry.</summary>
    internal const string LinePrefix = "@%d@%p@ ";

    readonly string _file;

    internal StatementLog(string file) => _file = file;

    /// <summary>The place in the log where it ends now.</summary>
    public long Mark() => new FileInfo(_file) is { Exists: true } log ? log.Length : 0;

    /// <summary>
    /// What a database was asked since a mark, without what only begins and ends transactions, and without what the driver asks once for each new database.
    /// </summary>
    public IReadOnlyList<LoggedStatement> Since(long mark, string url) =>
        [.. AllSince(mark, url).Where(static statement => !Overhead().IsMatch(statement.Text))];

    /// <summary>All that a database was asked since a mark.</summary>
    public IReadOnlyList<LoggedStatement> AllSince(long mark, string url)
    {
        var database = new Uri(url).AbsolutePath[1..];
        using var stream = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = mark;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // Further lines of a statement begin with a tab.
        var text = reader.ReadToEnd().Replace("\n\t", "\n ", StringComparison.Ordinal);
        return [.. Entry().Matches(text)
            .Where(entry => entry.Groups["database"].Value == database)
            .Select(static entry => new LoggedStatement(int.Parse(entry.Groups["process"].ValueSpan), entry.Groups["text"].Value.TrimEnd()))];
    }

    // "statement:" is the simple protocol, "execute NAME:" the extended one; the names of portals and fetches follow it.
    [GeneratedRegex(@"^@(?<database>[^@]*)@(?<process>\d+)@ LOG:  (?:statement|execute [^:]*): (?<text>.*?)(?=^@[^@]*@\d+@ |\z)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^\s*(BEGIN|COMMIT|ROLLBACK|START TRANSACTION|SAVEPOINT|RELEASE|DISCARD|SET|SELECT version\(\);)(\s|;|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Overhead();
}
