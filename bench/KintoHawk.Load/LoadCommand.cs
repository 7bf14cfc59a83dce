using System.CommandLine;

namespace KintoHawk.Load;

/// <summary>The command line.</summary>
static class LoadCommand
{
    /// <summary>How long an interrupted run may take to stop what it has started.</summary>
    static readonly TimeSpan CleaningUp = TimeSpan.FromSeconds(30);

    const string MemorySection = "memory";

    static readonly Option<double> _seconds = Number("--seconds", "How long each scenario is measured in each round.", 2.0, 0.1, 600);
    static readonly Option<int> _rounds = Number("--rounds", "How often every scenario has its turn; the figures are medians.", 5, 1, 1000);
    static readonly Option<int> _connections = Number("--connections", "Connections in use at the same time, one request at a time on each.", 32, 1, 10_000);
    static readonly Option<string> _backend = Backend();
    static readonly Option<string?> _server = new("--server") { Description = "The published server. Default: what KINTOHAWK names, else the sources are published.", HelpName = "PATH" };
    static readonly Option<string[]> _only = new("--only") { Description = "Measure only these scenarios, and the baseline.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
    static readonly Option<bool> _json = new("--json") { Description = "Print JSON, with every round." };
    static readonly Option<bool> _markdown = new("--markdown") { Description = "Print a Markdown table." };
    static readonly Option<string?> _update = new("--update") { Description = "Also put the Markdown table into this document, between its two comments.", HelpName = "FILE" };

    public static Task<int> InvokeAsync(string[] arguments)
    {
        var root = new RootCommand("Puts load on a published KintoHawk server and on a bare Kestrel endpoint, in turn, and compares them.")
        {
            _backend, _seconds, _rounds, _connections, _server, _only, _json, _markdown, _update, Baseline(), Memory(),
        };
        root.SetAction(static (result, cancellationToken) => RunAsync(OptionsOf(result), cancellationToken));
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = CleaningUp });
    }

    static Command Baseline()
    {
        var bytes = new Argument<int>("bytes");
        var database = new Option<string?>("--database");
        var command = new Command(Load.Baseline.Command, "Serve the baseline.") { bytes, database };
        command.Hidden = true;
        command.SetAction((result, cancellationToken) => Load.Baseline.ServeAsync(result.GetValue(bytes), result.GetValue(database), cancellationToken));
        return command;
    }

    static Option<string> Backend()
    {
        var option = new Option<string>("--backend")
        {
            Description = "What the server keeps its data in; all measures one after the other. PostgreSQL and Redis are started for it, and end with it.",
            HelpName = string.Join('|', LoadBackendName.Options),
            DefaultValueFactory = static _ => LoadBackendName.Option(LoadBackend.Sqlite),
        };
        option.AcceptOnlyFromAmong(LoadBackendName.Options);
        return option;
    }

    static Command Memory()
    {
        var records = Number("--records", "How many records the lists have.", 10_000, 1, 10_000);
        var bytes = Number("--bytes", "The size of each record.", 1024, 256, 100_000);
        var rounds = Number("--rounds", "How often each request is measured; the figures are medians.", 5, 1, 1000);
        var command = new Command("memory", "Measure how far the memory of the server grows while it answers one long list, and while it deletes one.")
        {
            records, bytes, rounds, _server, _markdown, _update,
        };
        command.SetAction((result, cancellationToken) => RunMemoryAsync(
            new MemoryOptions
            {
                Records = result.GetValue(records),
                Bytes = result.GetValue(bytes),
                Rounds = result.GetValue(rounds),
                Server = result.GetValue(_server),
                Markdown = result.GetValue(_markdown),
                Update = result.GetValue(_update),
            },
            cancellationToken));
        return command;
    }

    static LoadOptions OptionsOf(ParseResult result) => new()
    {
        Backends = LoadBackendName.Read(result.GetValue(_backend)!),
        Duration = TimeSpan.FromSeconds(result.GetValue(_seconds)),
        Rounds = result.GetValue(_rounds),
        Connections = result.GetValue(_connections),
        Server = result.GetValue(_server),
        Only = result.GetValue(_only) ?? [],
        Format = result.GetValue(_json) ? ReportFormat.Json : result.GetValue(_markdown) ? ReportFormat.Markdown : ReportFormat.Text,
        Update = result.GetValue(_update),
    };

    static Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        foreach (var backend in options.Update is null ? [] : options.Backends)
            await DocumentTable.CheckAsync(options.Update!, LoadBackendName.Section(backend), cancellationToken);
        var executable = await PublishedServer.FindAsync(options.Server, cancellationToken);
        foreach (var backend in options.Backends)
            await TellAsync(await LoadRun.RunAsync(executable, backend, options, cancellationToken), options, cancellationToken);
        return 0;
    });

    /// <summary>Each as soon as it is there: with several backends, the first is not lost when the second fails.</summary>
    static async Task TellAsync(LoadReport report, LoadOptions options, CancellationToken cancellationToken)
    {
        await Console.Out.WriteAsync(options.Format switch
        {
            ReportFormat.Json => ReportJson.Write(report),
            ReportFormat.Markdown => ReportTable.Markdown(report),
            _ => ReportTable.Text(report),
        });
        if (options.Update is { } file)
            await DocumentTable.ReplaceAsync(file, LoadBackendName.Section(report.Backend), ReportTable.Markdown(report), cancellationToken);
    }

    static Task<int> RunMemoryAsync(MemoryOptions options, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (options.Update is { } checkedFile)
            await DocumentTable.CheckAsync(checkedFile, MemorySection, cancellationToken);
        var report = await MemoryRun.RunAsync(options, cancellationToken);
        await Console.Out.WriteAsync(options.Markdown ? MemoryTable.Markdown(report) : MemoryTable.Text(report));
        if (options.Update is { } file)
            await DocumentTable.ReplaceAsync(file, MemorySection, MemoryTable.Markdown(report), cancellationToken);
        return report.IsMissed ? 1 : 0;
    });

    static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (LoadFailedException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return 130;
        }
    }

    static Option<TNumber> Number<TNumber>(string name, string description, TNumber usual, TNumber least, TNumber most)
        where TNumber : struct, IComparable<TNumber>
    {
        var option = new Option<TNumber>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !result.Errors.Any() && result.GetValueOrDefault<TNumber>() is var value && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0))
                result.AddError($"{name} is '{result.Tokens[0].Value}'; accepted: {least} to {most}.");
        });
        return option;
    }
}
