namespace KintoHawk.Nodes.Tests.Serving;

/// <summary>What the nodes of a cluster share.</summary>
public enum Databases
{
    /// <summary>Objects in PostgreSQL, sessions and nonces in Redis.</summary>
    PostgreSqlAndRedis,

    /// <summary>Everything in PostgreSQL.</summary>
    PostgreSqlAlone,
}
