using SQLitePCL;

namespace KintoHawk.Sqlite.Engine;

/// <summary>One connection to a database file, with its prepared statements. One thread at a time.</summary>
sealed class Connection : IDisposable
{
    /// <summary>How long a connection waits for a lock that another process holds.</summary>
    const int BusyMilliseconds = 5000;

    static Connection() => Batteries_V2.Init();

    readonly sqlite3 _database;

    // By identity: the texts are constants, and hashing them would cost more than many of the statements.
    readonly Dictionary<string, Statement> _statements = new(ReferenceEqualityComparer.Instance);


    Connection(sqlite3 database) => _database = database;

    /// <summary>True when a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    /// <summary>The number of rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_database);

    /// <summary>Opens the file, making it if there is none: readable and writable by its owner alone, as are the files SQLite puts beside it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="configuration">Statements that set the connection up.</param>
    public static Connection OpenOrCreate(string path, string configuration)
    {
        CreatePrivately(path);
        return Open(path, configuration);
    }

    /// <summary>Opens a file that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="configuration">Statements that set the connection up.</param>
    public static Connection Open(string path, string configuration)
    {
        var code = raw.sqlite3_open_v2(path, out var database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            database?.Dispose();
            throw new SqliteException(code, raw.sqlite3_errstr(code).utf8_to_string());
        }

        var connection = new Connection(database);
        try
        {
            raw.sqlite3_extended_result_codes(database, 1);
            raw.sqlite3_busy_timeout(database, BusyMilliseconds);
            connection.Execute(configuration);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that are used rarely and answer nothing.</summary>
    public void Execute(string sql)
    {
        if (raw.sqlite3_exec(_database, sql) != raw.SQLITE_OK)
            throw Failure();
    }

    /// <summary>A statement ready to be bound; prepared at its first use. Dispose it before it is used again.</summary>
    public Statement Use(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            if (raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared) != raw.SQLITE_OK)
                throw Failure();
            _statements.Add(sql, statement = new Statement(_database, prepared));
        }

        return statement.Take();
    }

    /// <summary>Undoes the open transaction, if there is one: some errors end it by themselves.</summary>
    public void RollBack()
    {
        if (InTransaction)
            Use("ROLLBACK").Run();
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Close();
        _database.Dispose();
    }

    static void CreatePrivately(string path)
    {
        if (File.Exists(path))
            return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
    }

    SqliteException Failure() => new(raw.sqlite3_extended_errcode(_database), raw.sqlite3_errmsg(_database).utf8_to_string());
}
