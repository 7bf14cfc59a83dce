using System.Collections.Concurrent;

namespace KintoHawk.Sqlite.Engine;

/// <summary>Connections for reading. Each read has one for itself, so readers wait neither for each other nor for the writer.</summary>
sealed class Readers : IDisposable
{
    const string ReadOnly = "PRAGMA query_only = ON";

    /// <summary>Reads run on the caller's thread without waiting, so there are seldom more at a time than processors.</summary>
    static readonly int _mostIdle = 2 * Environment.ProcessorCount;

    readonly string _path;
    readonly Func<string, Exception?, Exception> _unavailable;
    readonly ConcurrentStack<Connection> _idle = []; // the one used last has the most in its page cache
    volatile bool _closed;

    /// <param name="path">The database file.</param>
    /// <param name="unavailable">Makes the seam's exception of a message and a cause.</param>
    public Readers(string path, Func<string, Exception?, Exception> unavailable)
    {
        _path = path;
        _unavailable = unavailable;
    }

    /// <summary>Answers a question whose statements all see the same state.</summary>
    public TResult Read<TResult>(Func<Connection, TResult> question) => With(connection =>
    {
        connection.Use("BEGIN").Run();
        try
        {
            return question(connection);
        }
        finally
        {
            connection.RollBack();
        }
    });

    /// <summary>Answers a question of a single statement, which needs no transaction around it.</summary>
    public TResult ReadOnce<TResult>(Func<Connection, TResult> question) => With(question);

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryPop(out var connection))
            connection.Dispose();
    }

    TResult With<TResult>(Func<Connection, TResult> question)
    {
        if (_closed)
            throw _unavailable("The database is closed.", null);
        Connection? connection = null;
        var usable = true;
        try
        {
            if (!_idle.TryPop(out connection))
                connection = Connection.Open(_path, ReadOnly);
            return question(connection);
        }
        catch (SqliteException failure)
        {
            usable = false; // the file may have been replaced, or its disk may have come back: start afresh
            throw _unavailable("The database cannot be read now.", failure);
        }
        finally
        {
            if (connection is not null)
                GiveBack(connection, usable);
        }
    }

    void GiveBack(Connection connection, bool usable)
    {
        if (!usable || _closed || connection.InTransaction || _idle.Count >= _mostIdle)
        {
            connection.Dispose();
            return;
        }

        _idle.Push(connection);
        if (_closed) // between the look above and now; whoever takes it out closes it
            Dispose();
    }
}
