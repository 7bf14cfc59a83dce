namespace Hawk.Interop.Tests.Reference;

/// <summary>One listener of the reference server, with the right time, for the tests of a class.</summary>
public sealed class ReferenceServerFixture(ReferencePackage reference) : IAsyncLifetime
{
    internal Uri Origin { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Origin = await reference.Server.ListenAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask; // ends with its process
}
