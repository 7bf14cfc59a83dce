using System.Buffers;
using System.Text;
using SQLitePCL;

namespace KintoHawk.Sqlite.Engine;

/// <summary>
/// A prepared statement in use. Disposing gives it back to its connection, ready for the next use. Text goes in and out as UTF-8 with its length,
/// so that NUL is a character like any other.
/// </summary>
sealed class Statement : IDisposable
{
    readonly sqlite3 _database;
    readonly sqlite3_stmt _statement;
    bool _inUse;

    public Statement(sqlite3 database, sqlite3_stmt statement)
    {
        _database = database;
        _statement = statement;
    }

    /// <summary>Marks the statement as taken; a second user before it is given back would spoil the rows of the first.</summary>
    public Statement Take()
    {
        if (_inUse)
            throw new InvalidOperationException("The statement is in use.");
        _inUse = true;
        return this;
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, string value)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        try
        {
            return BindText(index, buffer.AsSpan(0, Encoding.UTF8.GetBytes(value, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public Statement BindText(int index, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and SQLite would take it for NULL.
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(_statement, index, "") : raw.sqlite3_bind_text(_statement, index, utf8));
        return this;
    }

    public Statement BindBlob(int index, ReadOnlySpan<byte> bytes)
    {
        Check(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, index, 0) : raw.sqlite3_bind_blob(_statement, index, bytes));
        return this;
    }

    /// <summary>Moves to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw Failure();
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs a statement that has no rows, and gives it back.</summary>
    public void Run()
    {
        using (this)
            Step();
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>Copies the bytes into a buffer, which is replaced by a larger one where they need it.</summary>
    public ReadOnlyMemory<byte> Bytes(int column, ref byte[] buffer)
    {
        var bytes = raw.sqlite3_column_blob(_statement, column);
        if (bytes.Length > buffer.Length)
            buffer = new byte[Math.Max(bytes.Length, 2 * buffer.Length)];
        bytes.CopyTo(buffer);
        return buffer.AsMemory(0, bytes.Length);
    }

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public void Dispose()
    {
        // Reset repeats the error of the last step, which has been thrown already.
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
        _inUse = false;
    }

    /// <summary>Frees the statement for good.</summary>
    public void Close() => _statement.Dispose();

    void Check(int code)
    {
        if (code == raw.SQLITE_OK)
            return;
        var failure = Failure();
        Dispose();
        throw failure;
    }

    SqliteException Failure() => new(raw.sqlite3_extended_errcode(_database), raw.sqlite3_errmsg(_database).utf8_to_string());
}
