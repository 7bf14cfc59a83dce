using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using KintoHawk.Load;

namespace Hawk.Benchmarks;

/// <summary>
/// Measures the replay store under the traffic that fills it: requests of a thousand clients arrive evenly, every nonce lives for two minutes, and
/// as many are forgotten as are added. Verifying has its turn between the batches, so that the caches are as cold as they are in a server.
/// </summary>
static class ReplayStoreRun
{
    const int Live = 1_000_000;
    const int Clients = 1000;
    const int Batch = 1000;
    const int WarmUpBatches = 100;
    const double MostNanoseconds = 300;
    const long MostHeldBytes = 64_000_000;

    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);
    static readonly TimeSpan BetweenRequests = Lifetime / Live;

    /// <summary>Two rows: timestamps of now, which is what was promised about; and each for another of the last 120 seconds, which is cold memory.</summary>
    /// <exception cref="LoadFailedException">The store refused a nonce it had never seen, or holds fewer than it should.</exception>
    public static IReadOnlyList<CaseResult> Run(Case verify, int rounds, CancellationToken cancellationToken) =>
    [
        Run(
            new Case("replay store: add, 1,000,000 live", static times => times) { Baseline = verify, MostNanoseconds = MostNanoseconds, MostHeldBytes = MostHeldBytes },
            oldestSeconds: 0,
            rounds,
            cancellationToken),
        Run(new Case("replay store: the same, timestamps of the last 120 s", static times => times) { Baseline = verify }, oldestSeconds: 120, rounds, cancellationToken),
    ];

    static CaseResult Run(Case row, int oldestSeconds, int rounds, CancellationToken cancellationToken)
    {
        var verify = row.Baseline!;
        var arrivals = new Arrivals(oldestSeconds);
        string[] clients = [.. Enumerable.Range(0, Clients).Select(static number => string.Create(CultureInfo.InvariantCulture, $"mobile-app.inst-{number:000}"))];
        var nonces = new string[Batch];
        var clock = new SteppingClock();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var store = new InMemoryHawkNonceStore(new HawkNonceStoreOptions { Capacity = 2 * Live, MaxPerCredential = Live }, clock);
        for (var added = 0; added < Live + (WarmUpBatches * Batch); added += Batch)
            Add(store, clients, Fresh(nonces), clock, arrivals);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        if (store.Count < Live)
            throw new LoadFailedException($"The replay store holds {store.Count} nonces, not {Live}.");

        var times = new List<double>(rounds);
        var ratios = new List<double>(rounds);
        var bytes = 0L;
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fresh(nonces);
            var verified = Time(() => verify.Operation(Batch));
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var stored = Time(() => Add(store, clients, nonces, clock, arrivals));
            bytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
            times.Add(stored);
            ratios.Add(verified / stored);
        }

        return CaseResult.Of(row, times, ratios, (double)bytes / rounds / Batch) with { HeldBytes = held };
    }

    static double Time(Action batch)
    {
        var started = Stopwatch.GetTimestamp();
        batch();
        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / Batch;
    }

    static string[] Fresh(string[] nonces)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var index = 0; index < nonces.Length; index++)
        {
            RandomNumberGenerator.Fill(bytes);
            nonces[index] = Base64Url.EncodeToString(bytes);
        }

        return nonces;
    }

    static void Add(InMemoryHawkNonceStore store, string[] clients, string[] nonces, SteppingClock clock, Arrivals arrivals)
    {
        foreach (var nonce in nonces)
        {
            clock.Step(BetweenRequests);
            var (client, age) = arrivals.Next();
            var added = store.TryAddAsync(clients[client], nonce, clock.GetUtcNow().ToUnixTimeSeconds() - age, Lifetime, CancellationToken.None);
            if (!added.IsCompletedSuccessfully || added.GetAwaiter().GetResult() is not HawkNonceOutcome.Added)
                throw new LoadFailedException("The replay store refused a nonce it had never seen.");
        }
    }

    /// <summary>Whose turn it is, and how old the timestamp is: every client as often as any other, and every age as often too.</summary>
    sealed class Arrivals(int oldestSeconds)
    {
        int _count;

        public (int Client, int Age) Next()
        {
            var turn = _count++;
            // A step that shares no factor with the number of ages visits all of them, and no two neighbours share a page.
            return (turn % Clients, (int)((long)turn * 47 % (oldestSeconds + 1)));
        }
    }
}
