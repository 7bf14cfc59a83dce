using System.Text;
using KintoHawk.Core.Schemas;

namespace KintoHawk.Core.Tests.Schemas;

/// <summary>Cases of our own, and where the public suite is at hand all its required cases.</summary>
public sealed class SuiteTests
{
    [Theory]
    [InlineData(SchemaDraft.Draft4, 618)]
    [InlineData(SchemaDraft.Draft6, 839)]
    [InlineData(SchemaDraft.Draft7, 927)]
    [InlineData(SchemaDraft.Draft201909, 1259)]
    [InlineData(SchemaDraft.Draft202012, 1299)]
    public void Every_required_case_of_the_draft_is_decided_as_the_suite_says(SchemaDraft draft, int minimum)
    {
        var own = SuiteFolder.OwnCasesOf(draft).ToList();
        var suite = SuiteFolder.CasesOf(draft).ToList();
        var documents = SuiteFolder.Remotes(draft);

        List<string> failures = [.. own.Concat(suite).Select(test => Judge(test, documents, draft)).OfType<string>()];

        Assert.NotEmpty(own);
        Assert.True(SuiteFolder.Path is null || suite.Count >= minimum, $"Only {suite.Count} cases were found; there were {minimum} once.");
        Assert.True(failures.Count is 0, $"{failures.Count} of {own.Count + suite.Count} cases fail:\n{string.Join('\n', failures)}");
        TestContext.Current.SendDiagnosticMessage($"{draft}: {own.Count} own cases and {suite.Count} of the suite pass.");
    }

    static string? Judge(SuiteCase test, SchemaDocuments documents, SchemaDraft draft)
    {
        if (!JsonSchema.TryCompile(Encoding.UTF8.GetBytes(test.Schema.GetRawText()), out var schema, out var refused, documents, draft))
            return $"{test.Name}: does not compile: {refused.Message} at /{string.Join('/', refused.Path)}";
        var error = schema.Validate(test.Data);
        if (error is { Failure: not SchemaFailure.InvalidValue })
            return $"{test.Name}: {error.Failure}: {error.Message}";
        return error is null == test.Valid ? null : $"{test.Name}: {error?.Message ?? "accepted"}";
    }
}
