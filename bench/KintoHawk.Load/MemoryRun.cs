namespace KintoHawk.Load;

/// <summary>
/// Measures what a long list and the deletion of one take: on both storages, in a server that has answered such requests before, and in one that was
/// started a moment ago.
/// </summary>
static class MemoryRun
{
    const string List = "list of all";
    const string SignedList = "list of all, Hawk";
    const string Delete = "DELETE of all";

    /// <summary>Runs; progress goes to standard error.</summary>
    /// <exception cref="LoadFailedException">Something did not start or answer as it should.</exception>
    public static async Task<MemoryReport> RunAsync(MemoryOptions options, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            throw new LoadFailedException("The memory of a process is read from /proc: this runs on Linux.");
        var executable = await PublishedServer.FindAsync(options.Server, cancellationToken);
        var started = TimeProvider.System.GetUtcNow();
        var figures = new List<MemoryFigure>();
        MachineFacts machine;
        await using (var bed = await MemoryBed.StartAsync(executable, "sqlite", cancellationToken))
        {
            machine = MachineFacts.Collect(bed.Folder);
            figures.AddRange(await InUseAsync(bed, "SQLite, in use", options));
            figures.AddRange(await JustStartedAsync(bed, "SQLite, just started", options, cancellationToken));
        }

        await using (var bed = await MemoryBed.StartAsync(executable, "memory", cancellationToken))
            figures.AddRange(await InUseAsync(bed, "memory, in use", options));
        return new MemoryReport(started, options, machine, figures);
    }

    static async Task<IReadOnlyList<MemoryFigure>> InUseAsync(MemoryBed bed, string name, MemoryOptions options)
    {
        var (lists, signedLists, deletions) = (new List<MemorySample>(), new List<MemorySample>(), new List<MemorySample>());
        // The first round is for the runtime to compile, and for pools and caches to fill.
        for (var round = 0; round <= options.Rounds; round++)
        {
            var collection = $"round-{round}";
            await bed.FillAsync(collection, options.Records, options.Bytes);
            lists.Add(await bed.MeasureAsync("GET", MemoryBed.RecordsOf(collection)));
            signedLists.Add(await bed.MeasureAsync("GET", MemoryBed.RecordsOf(collection), signed: true));
            deletions.Add(await bed.MeasureAsync("DELETE", MemoryBed.RecordsOf(collection)));
            await SayAsync($"{name}, round {round} of {options.Rounds}: {Ratio(lists[^1])}, {Ratio(signedLists[^1])}, {Ratio(deletions[^1])}");
        }

        return
        [
            new MemoryFigure(name, List, true, lists[1..]),
            new MemoryFigure(name, SignedList, true, signedLists[1..]),
            new MemoryFigure(name, Delete, true, deletions[1..]),
        ];
    }

    /// <summary>What a new process takes for its first long answer is mostly its own growing up: told, and promised for the list alone.</summary>
    static async Task<IReadOnlyList<MemoryFigure>> JustStartedAsync(MemoryBed bed, string name, MemoryOptions options, CancellationToken cancellationToken)
    {
        var (lists, deletions) = (new List<MemorySample>(), new List<MemorySample>());
        for (var round = 1; round <= options.Rounds; round++)
        {
            var collection = $"started-{round}";
            await bed.FillAsync(collection, options.Records, options.Bytes);
            lists.Add(await AfterStartAsync("GET", collection, $"{collection}-a"));
            deletions.Add(await AfterStartAsync("DELETE", collection, $"{collection}-b"));
            await SayAsync($"{name}, round {round} of {options.Rounds}: {Ratio(lists[^1])}, {Ratio(deletions[^1])}");
        }

        return [new MemoryFigure(name, List, true, lists), new MemoryFigure(name, Delete, false, deletions)];

        async Task<MemorySample> AfterStartAsync(string method, string collection, string small)
        {
            await bed.RestartAsync(cancellationToken);
            await bed.FillAsync(small, 20, options.Bytes);
            await bed.ExpectAsync("GET", MemoryBed.RecordsOf(small), 200);
            await bed.ExpectAsync("DELETE", MemoryBed.RecordsOf(small), 200);
            return await bed.MeasureAsync(method, MemoryBed.RecordsOf(collection));
        }
    }

    static string Ratio(MemorySample sample) => $"{(double)sample.Growth / sample.ResponseBytes:0.00} ×";

    static Task SayAsync(string text) => Console.Error.WriteLineAsync(text);
}
