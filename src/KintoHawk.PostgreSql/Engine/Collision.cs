using Npgsql;

namespace KintoHawk.PostgreSql.Engine;

/// <summary>Failures of a write that another writer is the reason of, and that are gone when it is tried again.</summary>
static class Collision
{
    /// <summary>
    /// How often a write is tried, the first time included. Beside writers who take no lock and write without a pause, each attempt may meet another one: beside three of
    /// them in one set a write failed four times in a row.
    /// </summary>
    public const int MostAttempts = 12;

    /// <summary>True for a key or timestamp that somebody else took at the same moment, a deadlock, and an object that changed under our hands.</summary>
    public static bool IsOne(Exception? failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
    };
}
