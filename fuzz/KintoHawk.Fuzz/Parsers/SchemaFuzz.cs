using System.Text;
using Hawk.Fuzz;
using KintoHawk.Core.Schemas;

namespace KintoHawk.Fuzz.Parsers;

/// <summary>A schema and a value: compiled and validated, nothing but an answer may come of it, and the same answer twice.</summary>
sealed class SchemaFuzz : IFuzzTarget
{
    const int LongestMessage = 5000;

    public string Name => "schema";

    public long AllocationBase => 20_000_000; // the states of patterns, and the steps of a validation that is stopped

    public int AllocationPerCharacter => 20_000;

    public IReadOnlyList<string> Seeds => [];

    public OutcomeHash Run(string input, Meter meter)
    {
        if (!JsonPair.TryRead(input, out var schemaText, out var value) && !JsonPair.TryRead(Sample(input), out schemaText, out value))
            throw new BrokenInvariantException("The sampler does not write JSON");
        var json = Encoding.UTF8.GetBytes(schemaText.RootElement.GetRawText());
        meter.Start();
        var compiled = JsonSchema.TryCompile(json, out var schema, out var refused);
        var error = compiled ? schema!.Validate(value.RootElement) : null;
        meter.Stop();
        if (!compiled)
        {
            Check(refused!);
            BrokenInvariantException.Unless(refused!.Failure is not SchemaFailure.InvalidValue, "A bad schema is blamed on the value");
            return OutcomeHash.Start(2).With(refused.Keyword).With((ulong)refused.Path.Count).With((ulong)refused.Failure);
        }

        if (error is null)
            return OutcomeHash.Start(3).With((ulong)schema!.Draft).WithLength(json.Length);
        Check(error);
        var again = schema!.Validate(value.RootElement);
        BrokenInvariantException.Unless(
            error.Failure is SchemaFailure.LimitExceeded || (again?.Message == error.Message && again.Failure == error.Failure), $"First '{error.Message}', then '{again?.Message}'");
        return OutcomeHash.Start(4).With((ulong)error.Failure).With(error.Keyword).With((ulong)error.Path.Count).With((ulong)schema.Draft);
    }

    static string Sample(string input)
    {
        var sampler = new SchemaSampler(input);
        return $"{sampler.Schema()}\n{sampler.Value()}";
    }

    static void Check(SchemaError error)
    {
        BrokenInvariantException.Unless(error.Message.Length is > 0 and < LongestMessage, $"A message of {error.Message.Length} characters");
        BrokenInvariantException.Unless(error.Failure is not SchemaFailure.InvalidValue || (error.Keyword.Length > 0 && (error.Path.Count == 0 || error.Field == error.Path[^1])), "Nothing is named");
    }
}
