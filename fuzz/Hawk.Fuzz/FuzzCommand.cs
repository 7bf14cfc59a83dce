using System.CommandLine;
using System.Security.Cryptography;

namespace Hawk.Fuzz;

/// <summary>The command line.</summary>
/// <param name="description">What is fuzzed.</param>
/// <param name="all">The targets there are.</param>
/// <param name="slowInput">What one input may take.</param>
sealed class FuzzCommand(string description, IReadOnlyList<Func<IFuzzTarget>> all, TimeSpan slowInput)
{
    const int FoundSomething = 1;
    const int Interrupted = 130;

    static readonly Argument<string[]> _targets = new("target") { Description = "What to put inputs into; 'all' or nothing for every target.", Arity = ArgumentArity.ZeroOrMore };
    static readonly Option<long> _inputs = new("--inputs") { Description = "How many inputs for each target.", HelpName = "N", DefaultValueFactory = static _ => 1_000_000 };
    static readonly Option<ulong?> _seed = new("--seed") { Description = "Repeats a run, with the same --jobs. Default: a new one.", HelpName = "N" };
    static readonly Option<int> _jobs = new("--jobs") { Description = "Threads. Default: one for each core.", HelpName = "N", DefaultValueFactory = static _ => Environment.ProcessorCount };
    static readonly Option<FileInfo?> _input = new("--input") { Description = "Runs the inputs of this file only, one a line, with backslash escapes.", HelpName = "FILE" };
    static readonly Option<DirectoryInfo?> _findings = new("--findings") { Description = "Where findings are written. Default: the current folder.", HelpName = "FOLDER" };
    static readonly Option<bool> _json = new("--json") { Description = "Print JSON." };
    static readonly Option<bool> _quiet = new("--quiet") { Description = "Show no progress." };

    internal Task<int> InvokeAsync(string[] arguments)
    {
        var root = new RootCommand(description)
        {
            _targets, _inputs, _seed, _jobs, _input, _findings, _json, _quiet,
        };
        _targets.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value is not "all" && Find(token.Value) is null)
                    result.AddError($"There is no target '{token.Value}'; there are: {string.Join(", ", all.Select(static newTarget => newTarget().Name))}.");
            }
        });
        _inputs.Validators.Add(static result => RefuseBelowOne(result, _inputs.Name));
        _jobs.Validators.Add(static result => RefuseBelowOne(result, _jobs.Name));
        root.SetAction((result, cancellationToken) => RunAsync(result, cancellationToken));
        return root.Parse(arguments).InvokeAsync();
    }

    static void RefuseBelowOne(System.CommandLine.Parsing.OptionResult result, string name)
    {
        if (result.Tokens.Count > 0 && long.TryParse(result.Tokens[0].Value, out var number) && number < 1)
            result.AddError($"{name} is '{number}'; accepted: 1 and more.");
    }

    Func<IFuzzTarget>? Find(string name) => all.FirstOrDefault(newTarget => newTarget().Name == name);

    async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var names = arguments.GetValue(_targets) ?? [];
        var targets = names.Length is 0 || names.Contains("all", StringComparer.Ordinal) ? all : [.. names.Select(name => Find(name)!)];
        if (arguments.GetValue(_input) is { } file)
            return await ReplayAsync(targets, file);

        var options = new FuzzOptions
        {
            Inputs = arguments.GetValue(_inputs),
            Seed = arguments.GetValue(_seed) ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))),
            Jobs = arguments.GetValue(_jobs),
            SlowInput = slowInput,
        };
        await Console.Error.WriteLineAsync($"seed {options.Seed}, {options.Jobs} jobs");
        var results = new List<FuzzResult>();
        foreach (var newTarget in targets)
        {
            var name = newTarget().Name;
            Action<long>? progress = arguments.GetValue(_quiet) ? null : done => Console.Error.Write($"\r{name}: {done:N0} of {options.Inputs:N0}    ");
            results.Add(await Fuzzer.RunAsync(newTarget, Corpus.Load, options, progress, cancellationToken));
            await Console.Error.WriteLineAsync($"\r{ResultTable.Line(results[^1])}");
        }

        await Console.Out.WriteAsync(arguments.GetValue(_json) ? ResultJson.Write(results, options) : ResultTable.Text(results, options));
        foreach (var finding in results.Select(static result => result.Finding).OfType<FuzzFinding>())
            await WriteAsync(finding, arguments.GetValue(_findings)?.FullName ?? Environment.CurrentDirectory);
        return results.Exists(static result => result.Finding is not null) ? FoundSomething : cancellationToken.IsCancellationRequested ? Interrupted : 0;
    }

    static async Task WriteAsync(FuzzFinding finding, string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"finding-{finding.Target}.txt");
        await File.WriteAllTextAsync(path, InputText.Escape(finding.Input) + "\n", CancellationToken.None);
        await Console.Error.WriteLineAsync($"{finding.Target}: {finding.Problem}\nThe input is in {path}; '{finding.Target} --input {path}' runs it again.");
    }

    static async Task<int> ReplayAsync(IReadOnlyList<Func<IFuzzTarget>> targets, FileInfo file)
    {
        var inputs = InputText.ReadFile(file.FullName).ToArray();
        var found = false;
        foreach (var newTarget in targets)
        {
            var target = newTarget();
            foreach (var input in inputs)
            {
                var shard = new FuzzShard(target, new Corpus([], [input], []), new FuzzRandom(0), inputs: 0, new FuzzOptions { Inputs = 0, Seed = 0 });
                shard.Run();
                found |= shard.Finding is not null;
                await Console.Out.WriteLineAsync(
                    $"{target.Name}: {shard.Finding?.Problem ?? "nothing is wrong"} ({shard.MostAllocatedBytes} bytes, {shard.Slowest.TotalMicroseconds:F1} us): {InputText.Escape(input)}");
            }
        }

        return found ? FoundSomething : 0;
    }
}
