using Npgsql;

namespace KintoHawk.PostgreSql.Engine;

/// <summary>Each question has connections of the pools for itself.</summary>
/// <param name="objects">The database of the objects.</param>
/// <param name="access">The database of the permissions; the same one where both are one.</param>
sealed class PooledSessions(Database objects, Database access) : ISessions
{
    public ValueTask<TResult> AskAsync<TResult>(Func<Session, ValueTask<TResult>> question, CancellationToken cancellationToken) =>
        ReferenceEquals(objects, access)
            ? objects.AskAsync(connection => question(new Session(connection, connection)), cancellationToken)
            : objects.AskAsync(
                ofObjects => access.AskAsync(ofAccess => question(new Session(ofObjects, ofAccess)), cancellationToken),
                cancellationToken);

    public TResult AskAccess<TResult>(Func<NpgsqlConnection, TResult> question) => access.Ask(question);
}
