using KintoHawk.Core.Storage;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Upkeep;

/// <summary>A schema that the settings name, as it is now.</summary>
/// <param name="Role"><c>storage</c>, <c>permission</c> or <c>cache</c>.</param>
/// <param name="Backend">What keeps it.</param>
/// <param name="Plan">What is there, and what would be done.</param>
sealed record BackendSchema(string Role, BackendKind Backend, MigrationPlan Plan)
{
    /// <summary>The oldest tables of Kinto that hold what this program reads (kinto-postgres §6).</summary>
    const int OldestReadable = 21;

    /// <summary>Why commands that work on what is stored cannot begin, as a sentence; null when they can.</summary>
    public string? Refuse() => Plan switch
    {
        { Exists: false } => Backend is BackendKind.Sqlite ? $"There is no database at {Plan.Place}." : $"There is no schema in {Plan.Place}. Run 'kintohawk migrate' first.",
        { IsCurrent: false } => $"The database {Plan.Place} has schema version {Plan.Version}; this program wants {Plan.Target}{Missing}. Run 'kintohawk migrate' first.",
        _ => null,
    };

    /// <summary>
    /// Why a server with readonly = true cannot begin, as a sentence; null when it can. Tables of Kinto are read as they are: what is missing there serves writers,
    /// and the database may be a copy or belong to another role.
    /// </summary>
    public string? RefuseReadOnly() => (Backend, Plan) switch
    {
        (_, { IsCurrent: true }) => null,
        // A file that is not there is made.
        (BackendKind.Sqlite, { Version: 0 }) => null,
        (BackendKind.PostgreSql, { Exists: true, Version: >= OldestReadable }) => null,
        (BackendKind.PostgreSql, { Exists: false }) => $"There is no schema in {Plan.Place}, and readonly is true; accepted: 'kintohawk migrate' with readonly = false first.",
        _ => $"The database {Plan.Place} has schema version {Plan.Version}, this program wants {Plan.Target}, and readonly is true; accepted: 'kintohawk migrate' with readonly = false first.",
    };

    string Missing => Plan.Version == Plan.Target ? " with its functions and indexes" : "";
}
