namespace KintoHawk.Nodes.Tests.Serving;

/// <summary>A PostgreSQL that tests may kill, set up as for real data.</summary>
public sealed class DurablePostgreSql : IAsyncLifetime
{
    public PrivatePostgreSql Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PrivatePostgreSql.StartAsync(new PostgreSqlSettings { IsDurable = true });

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
