using Npgsql;

namespace KintoHawk.PostgreSql.Engine;

/// <summary>The connections that one question or one transaction works with: where objects and clocks are, and where access lists and members are.</summary>
/// <param name="Objects">The database of the objects.</param>
/// <param name="Access">The database of the permissions; the same connection where both are one database.</param>
readonly record struct Session(NpgsqlConnection Objects, NpgsqlConnection Access)
{
    /// <summary>True when one statement can ask for both.</summary>
    public bool IsOneDatabase => ReferenceEquals(Objects, Access);
}
