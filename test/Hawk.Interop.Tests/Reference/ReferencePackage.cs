namespace Hawk.Interop.Tests.Reference;

/// <summary>The reference implementation: its client in one process, its servers in another. One of each serves all tests.</summary>
public sealed class ReferencePackage : IAsyncLifetime
{
    NodeProcess? _client;
    NodeProcess? _server;

    internal ReferenceClient Client { get; private set; } = null!;

    internal ReferenceServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _client = await NodeProcess.StartAsync("reference-client.mjs");
        _server = await NodeProcess.StartAsync("reference-server.mjs");
        Client = new ReferenceClient(_client);
        Server = new ReferenceServer(_server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
