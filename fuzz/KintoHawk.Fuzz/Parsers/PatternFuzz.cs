using System.Text;
using System.Text.Json;
using Hawk.Fuzz;
using KintoHawk.Core.Schemas;

namespace KintoHawk.Fuzz.Parsers;

/// <summary>A pattern and a text with a line feed between them: refused as no pattern, or matched one way or the other, in time.</summary>
sealed class PatternFuzz : IFuzzTarget
{
    public string Name => "pattern";

    public long AllocationBase => 20_000_000;

    public int AllocationPerCharacter => 20_000;

    public IReadOnlyList<string> Seeds => [];

    public OutcomeHash Run(string input, Meter meter)
    {
        var end = input.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0)
            return OutcomeHash.Start(1);
        var pattern = JsonEncodedText.Encode(Clean(input[..end])).ToString();
        var schemaText = Encoding.UTF8.GetBytes($$"""{"pattern":"{{pattern}}"}""");
        using var value = JsonDocument.Parse($"\"{JsonEncodedText.Encode(Clean(input[(end + 1)..]))}\"");
        meter.Start();
        var compiled = JsonSchema.TryCompile(schemaText, out var schema, out var refused);
        var error = compiled ? schema!.Validate(value.RootElement) : null;
        meter.Stop();
        BrokenInvariantException.Unless(compiled || refused!.Message.EndsWith("is not a 'regex'", StringComparison.Ordinal), $"Refused with '{refused?.Message}'");
        BrokenInvariantException.Unless(error is null || error.Failure is SchemaFailure.InvalidValue or SchemaFailure.LimitExceeded, $"A pattern that was accepted is refused later: {error?.Message}");
        return OutcomeHash.Start(2).With(compiled).With((ulong)(error is null ? 9 : (int)error.Failure)).WithLength(end).With((ulong)Math.Min(input.AsSpan(0, end).Count('('), 6))
            .With((ulong)Math.Min(input.AsSpan(0, end).Count('['), 4)).With((ulong)Math.Min(input.AsSpan(0, end).Count('\\'), 6)).With((ulong)Math.Min(input.AsSpan(0, end).Count('{'), 4));
    }

    // What a request could bring: no half surrogates.
    static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
