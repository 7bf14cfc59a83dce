namespace KintoHawk.Load;

/// <summary>A whole run on one backend: everything started, warmed up, measured in rounds, and stopped.</summary>
static class LoadRun
{
    /// <summary>Runs; progress goes to standard error.</summary>
    /// <exception cref="LoadFailedException">Something did not start or answer as it should.</exception>
    public static async Task<LoadReport> RunAsync(string executable, LoadBackend backend, LoadOptions options, CancellationToken cancellationToken)
    {
        await SayAsync($"Starting {executable} on {LoadBackendName.Title(backend)}.");
        await using var bed = await TestBed.CreateAsync(executable, backend, cancellationToken);
        var scenarios = Chosen(bed.Scenarios, options.Only);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Limit(scenarios.Count));
        var machine = MachineFacts.Collect(bed.DataFolder);
        if (machine.LoadBefore > 1)
            await SayAsync($"The machine is busy (load {machine.LoadBefore}): the figures will be lower than it can do.");
        try
        {
            return await MeasureAsync(bed, scenarios, machine, options, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LoadFailedException("The run took more than twice as long as it should.");
        }
    }

    static async Task<LoadReport> MeasureAsync(
        TestBed bed, IReadOnlyList<Scenario> scenarios, MachineFacts machine, LoadOptions options, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetUtcNow();
        foreach (var scenario in scenarios)
        {
            await SayAsync($"Warming up {scenario.Name}.");
            await LoadRound.RunAsync(scenario, options.Connections, options.WarmUp, cancellationToken);
        }

        SigningCost[] signing = [.. scenarios.Where(static scenario => scenario.Requests() is SignedRequests).Select(scenario => SigningCost.Measure(scenario, cancellationToken))];
        var rounds = scenarios.ToDictionary(static scenario => scenario, static _ => new List<RoundResult>());
        for (var round = 0; round < options.Rounds; round++)
        {
            // Everybody has a turn in every round, so a disturbance hits all alike; and nobody is always after the same neighbour.
            for (var turn = 0; turn < scenarios.Count; turn++)
            {
                var scenario = scenarios[(round + turn) % scenarios.Count];
                var result = await LoadRound.RunAsync(scenario, options.Connections, options.Duration, cancellationToken);
                rounds[scenario].Add(result);
                await SayAsync($"Round {round + 1} of {options.Rounds}: {scenario.Name} {result.Rate:N0}/s");
            }
        }

        return new LoadReport
        {
            Backend = bed.Backend,
            Stores = [.. bed.Stores.Select(static store => store.Name)],
            StoreDescription = bed.StoreDescription,
            Started = started,
            Options = options,
            Machine = machine,
            Scenarios = [.. scenarios.Select(scenario => new ScenarioResult(scenario, rounds[scenario], rounds[scenario.Baseline ?? scenario]))],
            Signing = signing,
            ServerBytes = bed.Server.WorkingSet,
        };
    }

    static IReadOnlyList<Scenario> Chosen(IReadOnlyList<Scenario> all, IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => all.All(scenario => scenario.Name != name)) is { } unknown)
            throw new LoadFailedException($"There is no scenario '{unknown}'; accepted: {string.Join(", ", all.Select(static scenario => scenario.Name))}.");
        return names.Count == 0 ? all : [.. all.Where(scenario => scenario.Baseline is null || names.Contains(scenario.Name, StringComparer.Ordinal))];
    }

    static Task SayAsync(string text) => Console.Error.WriteLineAsync(text);
}
