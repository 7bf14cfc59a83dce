namespace KintoHawk.Sqlite.Engine;

/// <summary>SQLite refused an operation: busy, full, unreadable, corrupt. Never leaves the assembly; the seams turn it into their own.</summary>
sealed class SqliteException(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;
}
