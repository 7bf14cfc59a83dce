using System.Collections.Concurrent;
using KintoHawk.Server.Tests;
using KintoHawk.Server.Tests.Scenarios;

[assembly: AssemblyFixture(typeof(ServerFixture))]

namespace KintoHawk.Server.Tests;

/// <summary>The servers that tests share: one per backend, started when it is first needed.</summary>
public sealed class ServerFixture : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, Lazy<Task<RunningServer>>> _shared = new(StringComparer.Ordinal);

    /// <summary>A server that runs elsewhere; when set, the scenarios are played against it and nothing is started.</summary>
    public static Uri? Elsewhere { get; } =
        Environment.GetEnvironmentVariable("KINTOHAWK_URL") is { Length: > 0 } address ? new Uri(address) : null;

    /// <summary>The backends that the scenarios are played on.</summary>
    public static IReadOnlyList<string> Backends => Elsewhere is not null ? ["elsewhere"] : ServerProgram.CommandLine is not null ? [ScenarioBackend.Memory] : [ScenarioBackend.Memory, ScenarioBackend.Sqlite, ScenarioBackend.PostgreSqlAndRedis];

    /// <summary>More backends, on which it is enough to play the scenarios once.</summary>
    public static IReadOnlyList<string> MoreBackends =>
        Backends.Count > 1 && IsLong ? [ScenarioBackend.ThreePostgreSql] : [];

    /// <summary>True in a run of <c>./test.sh --long</c>.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("KINTOHAWK_LONG_TESTS") == "1";

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _shared.Values)
            await (await server.Value).DisposeAsync();
    }

    internal Task<RunningServer> SharedAsync(string backend) =>
        _shared.GetOrAdd(backend, static key => new Lazy<Task<RunningServer>>(() => StartAsync(key))).Value;

    static Task<RunningServer> StartAsync(string backend) => Elsewhere is null
        ? RunningServer.StartAsync(backend, [], log: null, CancellationToken.None)
        : RunningServer.UseAsync(Elsewhere, Environment.GetEnvironmentVariable("KINTOHAWK_PASSWORD") ?? "scenario-password", CancellationToken.None);
}
