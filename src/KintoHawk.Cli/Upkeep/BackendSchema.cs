using KintoHawk.Core.Storage;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Upkeep;

/// <summary>A schema that the settings name, as it is now.</summary>
/// <param name="Role"><c>storage</c>, <c>permission</c>, <c>cache</c>, or <see cref="Additions"/>.</param>
/// <param name="Backend">What keeps it.</param>
/// <param name="Plan">What is there, and what would be done.</param>
sealed record BackendSchema(string Role, BackendKind Backend, MigrationPlan Plan)
{
    /// <summary>What this program adds to the tables of Kinto: functions for writers, and indexes.</summary>
    public const string Additions = "kintohawk";

    /// <summary>The oldest tables of Kinto that hold what this program reads (kinto-postgres §6).</summary>
    const int OldestReadable = 21;

    /// <summary>Why commands that write what is stored cannot begin, as a sentence; null when they can.</summary>
    public string? Refuse() => Plan switch
    {
        { IsCurrent: true } => null,
        _ when Role == Additions => $"The database {Plan.Place} lacks functions and indexes of this program. Run 'kintohawk migrate' first.",
        { Exists: false } => Backend is BackendKind.Sqlite ? $"There is no database at {Plan.Place}." : $"There is no schema in {Plan.Place}. Run 'kintohawk migrate' first.",
        _ => $"The database {Plan.Place} has schema version {Plan.Version}; this program wants {Plan.Target}. Run 'kintohawk migrate' first.",
    };

    /// <summary>
    /// Why what only reads cannot begin, as a sentence; null when it can. Tables of Kinto are read as they are: the database may be a copy, or belong to another
    /// role.
    /// </summary>
    public string? RefuseReading() => IsReadable ? null : Refuse();

    /// <summary>The same for a server with readonly = true. It makes an SQLite file that is not there.</summary>
    public string? RefuseReadOnlyServer() => (Backend, Plan) switch
    {
        _ when IsReadable || Plan.IsCurrent || (Backend, Plan.Version) is (BackendKind.Sqlite, 0) => null,
        (BackendKind.PostgreSql, { Exists: false }) => $"There is no schema in {Plan.Place}, and readonly is true; accepted: 'kintohawk migrate' with readonly = false first.",
        _ => $"The database {Plan.Place} has schema version {Plan.Version}, this program wants {Plan.Target}, and readonly is true; accepted: 'kintohawk migrate' with readonly = false first.",
    };

    bool IsReadable => Backend is BackendKind.PostgreSql && (Role == Additions || (Plan.Exists && (Role != "storage" || Plan.Version >= OldestReadable)));
}
