namespace KintoHawk.PostgreSql.Engine;

/// <summary>Where questions are asked: on connections of the pool, or on those of a transaction.</summary>
interface ISessions
{
    /// <summary>Asks something that changes nothing.</summary>
    ValueTask<TResult> AskAsync<TResult>(Func<Session, ValueTask<TResult>> question, CancellationToken cancellationToken);

    /// <summary>The same for a short question to the database of the permissions, by somebody who cannot wait for a task.</summary>
    TResult AskAccess<TResult>(Func<Npgsql.NpgsqlConnection, TResult> question);
}
