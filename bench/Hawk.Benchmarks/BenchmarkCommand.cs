using System.CommandLine;
using System.Globalization;
using BenchmarkDotNet.Running;
using KintoHawk.Load;

namespace Hawk.Benchmarks;

/// <summary>The command line.</summary>
static class BenchmarkCommand
{
    const string DocumentSection = "hawk";

    static readonly Option<int> _rounds = new("--rounds") { Description = "How often every operation has its turn; the figures are medians.", HelpName = "N", DefaultValueFactory = _ => 400 };
    static readonly Option<string?> _only = new("--only") { Description = "Measure only the operations whose title has this text, and neither the replay store nor the reference.", HelpName = "TEXT" };
    static readonly Option<bool> _markdown = new("--markdown") { Description = "Print a Markdown table." };
    static readonly Option<string?> _update = new("--update") { Description = "Also put the Markdown table into this document, between its two comments.", HelpName = "FILE" };

    public static Task<int> InvokeAsync(string[] arguments)
    {
        _rounds.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && !result.Errors.Any() && result.GetValueOrDefault<int>() is < 10 or > 100_000)
                result.AddError($"--rounds is '{result.Tokens[0].Value}'; accepted: 10 to 100000.");
        });
        _only.Validators.Add(static result =>
        {
            if (result.GetResult(_update) is not null)
                result.AddError("--only does not go with --update: a document has the whole table.");
        });
        var root = new RootCommand("Measures signing and verifying against the hash function underneath. Exit code 1 when a promised bound is missed.")
        {
            _rounds, _only, _markdown, _update, Details(),
        };
        root.SetAction(static (result, cancellationToken) => RunAsync(result, cancellationToken));
        return root.Parse(arguments).InvokeAsync();
    }

    static Command Details()
    {
        var rest = new Argument<string[]>("arguments") { Description = "Arguments of BenchmarkDotNet.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("details", "Run the same operations under BenchmarkDotNet, one after the other.") { rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(result => BenchmarkSwitcher
            .FromTypes([typeof(RequestBenchmarks), typeof(PayloadBenchmarks)])
            .Run([.. result.GetValue(rest) ?? [], .. result.UnmatchedTokens], DetailsConfig.Create())
            .Any(static summary => summary.HasCriticalValidationErrors) ? 1 : 0);
        return command;
    }

    static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            if (arguments.GetValue(_update) is { } checkedFile)
                await DocumentTable.CheckAsync(checkedFile, DocumentSection, cancellationToken);
            using var operations = new Operations();
            var machine = Machine();
            var cases = CaseList.Of(operations);
            var rounds = arguments.GetValue(_rounds);
            if (arguments.GetValue(_only) is { } text)
            {
                cases = [.. cases.Where(each => each.Title.Contains(text, StringComparison.OrdinalIgnoreCase))];
                if (cases.Length == 0)
                    throw new LoadFailedException($"No operation has '{text}' in its title.");
                var few = InterleavedRun.Run(cases, rounds, cancellationToken);
                await Console.Out.WriteAsync(arguments.GetValue(_markdown) ? ResultTable.Markdown(few, []) : ResultTable.Text(few, []));
                return few.Any(static result => result.KeepsPromise is false) ? 1 : 0;
            }

            var measured = InterleavedRun.Run(cases, rounds, cancellationToken);
            var store = ReplayStoreRun.Run(CaseList.Accepting(cases), rounds, cancellationToken); // after it: what it is compared with is compiled by then
            IReadOnlyList<CaseResult> results = [.. measured, .. store];
            string[] notes = [.. Notes(operations, machine, rounds, store[0]), await NodeReference.DescribeAsync(operations.Header, cancellationToken)];
            await Console.Out.WriteAsync(arguments.GetValue(_markdown) ? ResultTable.Markdown(results, notes) : ResultTable.Text(results, notes));
            if (arguments.GetValue(_update) is { } file)
                await DocumentTable.ReplaceAsync(file, DocumentSection, ResultTable.Markdown(results, notes), cancellationToken);
            return results.Any(static result => result.KeepsPromise is false) ? 1 : 0;
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

    static MachineFacts Machine()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            return MachineFacts.Collect(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static IEnumerable<string> Notes(Operations operations, MachineFacts machine, int rounds, CaseResult store)
    {
        yield return $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}: medians of {rounds} rounds on one thread; a rate is the median of the rates within each round.";
        yield return $"{machine.Cores} cores ({machine.Processor ?? machine.Architecture}), {machine.System}, {machine.Runtime}"
            + (machine.LoadBefore is { } load ? $"; load before the run {load:0.0}." : ".");
        yield return $"A header of {operations.Header.Length} characters over a text of {operations.TextLength} bytes; the example of the documents has {operations.ExampleHeaderLength} over {operations.ExampleTextLength}. Parse, MAC and compare begin with a target that is ready; all other rows of verifying read the Host field and the request line too, and the timestamp.";
        yield return "A refusal is compared with the acceptance that does the same work: with one earlier key and with an IPv6 host, which has two spellings, both try two MACs. "
            + "The answer to a stale request is a second MAC; a signed response is one as well.";
        yield return string.Create(CultureInfo.InvariantCulture, $"The replay store holds {store.HeldBytes / 1e6:N1} MB with 1,000,000 live nonces of a thousand clients, as many forgotten as added.");
    }
}
