namespace Hawk.Interop.Tests.Server;

/// <summary>One server of ours, with the right time, for the tests of a class.</summary>
public sealed class OurServerFixture : IAsyncLifetime
{
    OurServer? _server;

    internal Uri Origin => _server!.Origin;

    public async ValueTask InitializeAsync() => _server = await OurServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
