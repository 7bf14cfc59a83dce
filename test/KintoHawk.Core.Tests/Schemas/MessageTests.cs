using System.Text;
using System.Text.Json;
using KintoHawk.Core.Schemas;

namespace KintoHawk.Core.Tests.Schemas;

/// <summary>What the Python library <c>jsonschema</c> 4.26 says about the same values: its first error.</summary>
public sealed class MessageTests
{
    [Fact]
    public void The_first_error_is_that_of_the_reference_word_for_word()
    {
        var differences = new List<string>();

        foreach (var expected in Read("messages.json"))
        {
            Assert.True(JsonSchema.TryCompile(Bytes(expected.GetProperty("schema")), out var schema, out var refused), refused?.Message);
            var error = schema.Validate(expected.GetProperty("data"));
            var (wanted, found) = (Describe(expected), error is null ? "valid" : $"/{string.Join('/', error.Path)} {error.Keyword} [{error.Field}] {error.Message}");
            if (wanted != found)
                differences.Add($"{expected.GetProperty("schema").GetRawText()}\n  wanted {wanted}\n  found  {found}");
        }

        Assert.True(differences.Count is 0, string.Join('\n', differences));
    }

    [Fact]
    public void A_bad_schema_is_described_as_by_the_reference()
    {
        var differences = new List<string>();

        foreach (var expected in Read("syntax.json"))
        {
            var error = JsonSchema.CheckSyntax(expected.GetProperty("schema"), SchemaDraft.Draft7);
            var (wanted, found) = (expected.GetProperty("description").GetString(), error is null ? "valid" : error.Path[^1] + error.Message);
            if (wanted != found || error!.Failure is not SchemaFailure.InvalidSchema)
                differences.Add($"{expected.GetProperty("schema").GetRawText()}\n  wanted {wanted}\n  found  {found}");
        }

        Assert.True(differences.Count is 0, string.Join('\n', differences));
    }

    [Theory]
    [InlineData("""{"$ref":"#/nope"}""", "PointerToNowhere: '/nope' does not exist within {'$ref': '#/nope'}")]
    [InlineData("""{"$ref":"#nope"}""", "NoSuchAnchor: 'nope' does not exist within {'$ref': '#nope'}")]
    [InlineData("""{"$ref":"http://example.com/other"}""", "Unresolvable: http://example.com/other")]
    [InlineData("""{"$ref":"other.json"}""", "Unresolvable: other.json")]
    [InlineData("""{"enum":[{}],"$ref":"#/enum"}""", "PointerToNowhere: '/enum' does not exist within {'enum': [{}], '$ref': '#/enum'}")]
    public void A_reference_that_leads_nowhere_is_named(string json, string message)
    {
        var error = Compile(json).Validate(JsonElement.Parse("{}"));

        Assert.Equal((SchemaFailure.BadReference, message), (error!.Failure, error.Message));
    }

    [Fact]
    public void A_reference_that_leads_nowhere_matters_only_when_it_is_followed()
    {
        var schema = Compile("""{"properties":{"a":{"$ref":"#/nope"}}}""");

        Assert.Null(schema.Validate(JsonElement.Parse("""{"b":1}""")));
        Assert.Equal(SchemaFailure.BadReference, schema.Validate(JsonElement.Parse("""{"a":1}"""))!.Failure);
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"allOf":[{"$ref":"#/$defs/a"}]}},"$ref":"#/$defs/a"}""")]
    [InlineData("""{"not":{"$ref":"#"}}""")]
    [InlineData("""{"anyOf":[{"$dynamicRef":"#a"}],"$dynamicAnchor":"a"}""")]
    public void A_reference_in_a_circle_is_found(string json)
    {
        var error = Compile(json).Validate(JsonElement.Parse("{}"));

        Assert.Equal((SchemaFailure.BadReference, "A $ref refers to itself without end"), (error!.Failure, error.Message));
    }

    [Fact]
    public void A_schema_must_be_valid_under_the_metaschema_of_its_own_draft()
    {
        Assert.False(JsonSchema.TryCompile("""{"items":[{}]}"""u8.ToArray(), out _, out var latest));
        Assert.True(JsonSchema.TryCompile("""{"$schema":"http://json-schema.org/draft-07/schema#","items":[{}]}"""u8.ToArray(), out var draft7, out _));

        Assert.Equal((SchemaFailure.InvalidSchema, "[{}] is not of type 'object', 'boolean'"), (latest.Failure, latest.Message));
        Assert.Equal(SchemaDraft.Draft7, draft7.Draft);
    }

    [Theory]
    [InlineData("http://json-schema.org/draft-04/schema#", SchemaDraft.Draft4)]
    [InlineData("http://json-schema.org/draft-06/schema#", SchemaDraft.Draft6)]
    [InlineData("http://json-schema.org/draft-07/schema", SchemaDraft.Draft7)]
    [InlineData("https://json-schema.org/draft/2019-09/schema", SchemaDraft.Draft201909)]
    [InlineData("https://json-schema.org/draft/2020-12/schema", SchemaDraft.Draft202012)]
    [InlineData("http://example.com/unknown", SchemaDraft.Draft202012)]
    public void The_draft_is_what_the_schema_says(string uri, SchemaDraft draft) =>
        Assert.Equal(draft, Compile($$"""{"$schema":"{{uri}}"}""").Draft);

    [Fact]
    public void Text_that_is_not_JSON_is_no_schema()
    {
        Assert.False(JsonSchema.TryCompile("{"u8.ToArray(), out _, out var error));
        Assert.Equal(SchemaFailure.InvalidSchema, error.Failure);
    }

    [Fact]
    public void What_is_not_allowed_at_all_is_named_by_its_place()
    {
        var error = Compile("""{"properties":{"a":false}}""").Validate(JsonElement.Parse("""{"a":1}"""));

        Assert.Equal("a a: False schema does not allow 1", $"{Assert.Single(error!.Path)} {error.Field}: {error.Message}");
    }

    [Fact]
    public void A_long_value_is_cut_in_a_message()
    {
        var error = Compile("""{"type":"null"}""").Validate(JsonElement.Parse($"\"{new string('é', 100_000)}\""));

        Assert.InRange(error!.Message.Length, 500, 1100);
    }

    static JsonSchema Compile(string json)
    {
        Assert.True(JsonSchema.TryCompile(Encoding.UTF8.GetBytes(json), out var schema, out var error), error?.Message);
        return schema;
    }

    static string Describe(JsonElement expected) =>
        $"/{string.Join('/', expected.GetProperty("path").EnumerateArray().Select(static part => part.GetString()))} {expected.GetProperty("keyword").GetString()} [{expected.GetProperty("field").GetString()}] {expected.GetProperty("message").GetString()}";

    static byte[] Bytes(JsonElement element) => Encoding.UTF8.GetBytes(element.GetRawText());

    static IEnumerable<JsonElement> Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Schemas", "cases", name)));
        return [.. document.RootElement.EnumerateArray().Select(static item => item.Clone())];
    }
}
