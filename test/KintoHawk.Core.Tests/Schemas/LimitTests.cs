using System.Globalization;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Schemas;

namespace KintoHawk.Core.Tests.Schemas;

/// <summary>No schema and no value makes validation run away. The bound of time is generous: what is bounded here would otherwise take years.</summary>
public sealed class LimitTests
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("""{"$defs":{"a0":{"type":"null"}@},"$ref":"#/$defs/a30"}""", ""","a$":{"allOf":[{"$ref":"#/$defs/a#"},{"$ref":"#/$defs/a#"}]}""", "null")]
    [InlineData("""{"$defs":{"a0":{"type":"null"}@},"$ref":"#/$defs/a30"}""", ""","a$":{"anyOf":[{"$ref":"#/$defs/a#"},{"$ref":"#/$defs/a#"}]}""", "1")]
    [InlineData("""{"$defs":{"a0":{"type":"null"}@},"$ref":"#/$defs/a30"}""", ""","a$":{"oneOf":[{"$ref":"#/$defs/a#"},{"$ref":"#/$defs/a#"}]}""", "null")]
    [InlineData("""{"$defs":{"a0":{"type":"null"}@},"$ref":"#/$defs/a30"}""", ""","a$":{"not":{"anyOf":[{"$ref":"#/$defs/a#"},{"$ref":"#/$defs/a#"}]}}""", "1")]
    [InlineData("""{"$defs":{"a0":{"type":"null"}@},"$ref":"#/$defs/a30","unevaluatedProperties":false}""", ""","a$":{"anyOf":[{"$ref":"#/$defs/a#"},{"$ref":"#/$defs/a#"}]}""", "null")]
    [InlineData("""{"$defs":{"a0":{"type":"null"}@},"$ref":"#/$defs/a30"}""", ""","a$":{"if":{"$ref":"#/$defs/a#"},"else":{"$ref":"#/$defs/a#"}}""", "1")]
    public void A_schema_that_doubles_at_every_level_is_stopped(string frame, string level, string value)
    {
        var levels = string.Concat(Enumerable.Range(1, 30).Select(i => level
            .Replace("$\"", $"{i}\"", StringComparison.Ordinal).Replace("a#", $"a{i - 1}", StringComparison.Ordinal)));
        var schema = Compile(frame.Replace("@", levels, StringComparison.Ordinal));

        var (error, took) = Validate(schema, value);

        Assert.Equal(SchemaFailure.LimitExceeded, error!.Failure);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Fact]
    public void A_recursive_schema_that_tries_every_way_down_is_stopped()
    {
        var schema = Compile("""{"anyOf":[{"type":"object","additionalProperties":{"$ref":"#"}},{"type":"object","additionalProperties":{"$ref":"#"},"maxProperties":9},{"type":"string"}]}""");

        var (error, took) = Validate(schema, Nested(40, "{\"a\":", "1", "}"));

        Assert.Equal(SchemaFailure.LimitExceeded, error!.Failure);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|aa)+$")]
    [InlineData("^(.*)*(.*)*(.*)*b$")]
    [InlineData("(x+x+)+y")]
    public void A_regular_pattern_is_matched_in_one_pass_however_it_is_written(string pattern)
    {
        var schema = Compile($$"""{"pattern":"{{pattern}}"}""");

        var (error, took) = Validate(schema, $"\"{new string('a', 5000)}!\"");

        Assert.Equal(SchemaFailure.InvalidValue, error!.Failure);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Theory]
    [InlineData("^(?=a)(a+)+$")]
    [InlineData("^(a+)+\\\\1$")]
    [InlineData("^(?!b)(aa?)*$")]
    [InlineData("^((a{1,100}){1,100}){1,100}$")]
    public void Any_other_pattern_is_stopped_by_the_clock(string pattern)
    {
        var schema = Compile($$"""{"pattern":"{{pattern}}"}""");

        var (error, took) = Validate(schema, $"\"{new string('a', 200)}!\"");

        Assert.Equal(SchemaFailure.LimitExceeded, error!.Failure);
        Assert.Contains("takes too long", error.Message, StringComparison.Ordinal);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Fact]
    public void The_clock_runs_for_all_patterns_together()
    {
        var schema = Compile("""{"items":{"not":{"pattern":"^(?=a)(a+)+$"}}}""");

        var (error, took) = Validate(schema, $"[{string.Join(',', Enumerable.Repeat($"\"{new string('a', 19)}!\"", 10_000))}]");

        Assert.Equal(SchemaFailure.LimitExceeded, error!.Failure);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a)")]
    [InlineData("[")]
    [InlineData("[b-a]")]
    [InlineData("*")]
    [InlineData("a**")]
    [InlineData("\\\\")]
    [InlineData("\\\\p{Nonsense}")]
    [InlineData("\\\\u12")]
    [InlineData("\\\\q")]
    [InlineData("\\\\1")]
    [InlineData("(?<1>a)")]
    [InlineData("(?#comment)")]
    [InlineData("a{2,1}")]
    public void What_is_no_pattern_makes_no_schema(string pattern)
    {
        Assert.False(JsonSchema.TryCompile(Encoding.UTF8.GetBytes($$"""{"pattern":"{{pattern}}"}"""), out _, out var error));
        Assert.EndsWith("is not a 'regex'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_of_any_number_of_nested_repetitions_takes_little_memory()
    {
        var pattern = Nested(8, "(", "a", "){1000}");
        var schema = Compile($$"""{"pattern":"{{pattern}}"}""");
        var before = GC.GetAllocatedBytesForCurrentThread();

        Validate(schema, "\"b\"");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void A_value_nested_deeper_than_is_allowed_is_refused()
    {
        var schema = Compile("""{"additionalProperties":{"$ref":"#"}}""");
        using var deep = JsonDocument.Parse(Nested(600, "{\"a\":", "1", "}"), new JsonDocumentOptions { MaxDepth = 2000 });

        Assert.Null(schema.Validate(JsonElement.Parse(Nested(60, "{\"a\":", "1", "}"))));
        Assert.Equal(SchemaFailure.LimitExceeded, schema.Validate(deep.RootElement)!.Failure);
    }

    [Fact]
    public void A_chain_of_references_as_long_as_a_body_does_not_exhaust_the_stack()
    {
        var links = string.Join(',', Enumerable.Range(0, 6000).Select(static i => $"\"d{i}\":{{\"$ref\":\"#/$defs/d{i + 1}\"}}"));
        var schema = Compile("""{"$ref":"#/$defs/d0","$defs":{"d6000":{},""" + links + "}}");

        Assert.Equal(SchemaFailure.LimitExceeded, schema.Validate(JsonElement.Parse("1"))!.Failure);
    }

    [Fact]
    public void Unique_items_are_found_in_time_that_grows_with_their_number()
    {
        var schema = Compile("""{"uniqueItems":true}""");
        var items = string.Join(',', Enumerable.Range(0, 60_000).Select(static i => $"{{\"a\":[{i}]}}"));

        var (error, took) = Validate(schema, $"[{items}]");
        var (twin, _) = Validate(schema, $$"""[{{items}},{"a":[77.0]}]""");

        Assert.Null(error);
        Assert.InRange(took, TimeSpan.Zero, Soon);
        Assert.Equal(SchemaFailure.InvalidValue, twin!.Failure);
    }

    [Theory]
    [InlineData("""{"multipleOf":@}""", "1e300")]
    [InlineData("""{"items":{"multipleOf":@}}""", "[7e300,7e300,7e300,7e300,7e300,7e300,7e300,7e300,7e300,7e300]")]
    public void Numbers_of_many_digits_cost_what_they_take(string frame, string value)
    {
        var schema = Compile(frame.Replace("@", "0." + new string('3', 40_000), StringComparison.Ordinal));

        var (error, took) = Validate(schema, value);

        Assert.Equal(SchemaFailure.LimitExceeded, error!.Failure);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Theory]
    [InlineData("minimum", 2)]
    [InlineData("maximum", 3)]
    [InlineData("multipleOf", 3)]
    public void The_digits_of_a_bound_are_counted_for_every_number(string keyword, int first)
    {
        var schema = Compile($$$"""{"items":{"{{{keyword}}}":{{{first}}}.{{{new string(first == 2 ? '9' : '0', 250_000)}}}1}}""");

        var (error, took) = Validate(schema, $"[{string.Join(',', Enumerable.Repeat("3", 5000))}]");

        Assert.Equal(SchemaFailure.LimitExceeded, error!.Failure);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Theory]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":{}}""", """{"@":1}""")]
    [InlineData("""{"propertyNames":{"not":{"enum":["a"]}}}""", """{"@":1}""")]
    public void Long_names_are_counted_whenever_they_are_looked_at(string once, string value)
    {
        var schema = Compile($$"""{"allOf":[{{string.Join(',', Enumerable.Repeat(once, 2000))}}]}""");

        var (error, took) = Validate(schema, value.Replace("@", new string('x', 1_000_000), StringComparison.Ordinal));

        Assert.Equal(SchemaFailure.LimitExceeded, error!.Failure);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Theory]
    [InlineData("""{"items":{"not":{"required":["@"]}}}""")]
    [InlineData("""{"items":{"properties":{"@":{}}}}""")]
    [InlineData("""{"items":{"dependentRequired":{"@":[]}}}""")]
    [InlineData("""{"items":{"not":{"dependentRequired":{"m1":["@"]}}}}""")]
    [InlineData("""{"items":{"not":{"const":{"@":1,"m1":1,"m2":1,"m3":1,"m4":1,"m5":1,"m6":1,"m7":1,"m8":1}}}}""")]
    public void Long_names_in_a_schema_are_counted_for_every_object(string frame)
    {
        var schema = Compile(frame.Replace("@", new string('x', 200_000), StringComparison.Ordinal));
        var members = string.Join(',', Enumerable.Range(1, 9).Select(static i => $"\"m{i}\":1"));

        var (error, took) = Validate(schema, $"[{string.Join(',', Enumerable.Repeat($"{{{members}}}", 2000))}]");

        Assert.Equal(SchemaFailure.LimitExceeded, error!.Failure);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Fact]
    public void A_long_number_is_counted_whenever_its_type_is_asked_for()
    {
        var schema = Compile($$"""{"allOf":[{{string.Join(',', Enumerable.Repeat("""{"type":"integer"}""", 2000))}}]}""");

        var (error, took) = Validate(schema, new string('3', 1_000_000));

        Assert.Equal(SchemaFailure.LimitExceeded, error!.Failure);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Fact]
    public void Noting_what_was_looked_at_is_counted()
    {
        var schema = Compile($$"""{"unevaluatedItems":{},"allOf":[{{string.Join(',', Enumerable.Repeat("{}", 3000))}}]}""");

        var (error, took) = Validate(schema, $"[{string.Join(',', Enumerable.Repeat("1", 500_000))}]");

        Assert.Equal(SchemaFailure.LimitExceeded, error!.Failure);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Theory]
    [InlineData("#/$defs/none")]
    [InlineData("#none")]
    public void References_that_lead_nowhere_cost_nothing_until_they_are_followed(string reference)
    {
        var members = string.Join(',', Enumerable.Range(0, 9000).Select(static i => $"\"{i}\":1"));
        var references = string.Join(',', Enumerable.Repeat($$"""{"$ref":"{{reference}}"}""", 6000));
        var start = TimeProvider.System.GetTimestamp();
        var schema = Compile($$"""{"items":{"allOf":[{{references}}]},{{members}}}""");

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, Soon);
        Assert.Equal(SchemaFailure.BadReference, schema.Validate(JsonElement.Parse("[1]"))!.Failure);
    }

    [Theory]
    [InlineData("$id")]
    [InlineData("$ref")]
    public void A_long_identifier_is_not_repeated_by_all_that_is_relative_to_it(string keyword)
    {
        var parts = string.Join(',', Enumerable.Range(0, 5000).Select(i => $$"""{"{{keyword}}":"{{(keyword == "$ref" ? "#/$defs/a" : "b")}}{{i}}" }"""));
        var json = $$$"""{"$id":"http://x/{{{new string('x', 80_000)}}}/","$defs":{"a7":{"type":"null"}},"items":{"$ref":"#/$defs/a7"},"oneOf":[{},{{{parts}}}]}""";
        var before = GC.GetAllocatedBytesForCurrentThread();

        var schema = Compile(json);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
        Assert.Equal("type", schema.Validate(JsonElement.Parse("[1]"))?.Keyword);
    }

    [Fact]
    public void Division_by_way_of_a_large_exponent_is_counted()
    {
        var schema = Compile("""{"items":{"not":{"multipleOf":0.@}}}""".Replace("@", new string('3', 100), StringComparison.Ordinal));

        var (error, took) = Validate(schema, $"[{string.Join(',', Enumerable.Repeat("3e99999999999999999", 20_000))}]");

        Assert.Equal(SchemaFailure.LimitExceeded, error!.Failure);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Fact]
    public void Many_members_against_many_properties_are_counted()
    {
        var properties = string.Join(',', Enumerable.Range(0, 15_000).Select(static i => $"\"p{i}\":{{}}"));
        var schema = Compile("""{"items":{"properties":{""" + properties + "}}}");

        var (error, took) = Validate(schema, $"[{string.Join(',', Enumerable.Repeat("{}", 50_000))}]");

        Assert.Equal(SchemaFailure.LimitExceeded, error!.Failure);
        Assert.InRange(took, TimeSpan.Zero, Soon);
    }

    [Fact]
    public void A_large_value_may_take_steps_in_proportion()
    {
        var schema = Compile("""{"items":{"type":"object","required":["a"],"properties":{"a":{"type":"integer","minimum":0},"b":{"maxLength":5}}}}""");

        var (error, _) = Validate(schema, $"[{string.Join(',', Enumerable.Range(0, 60_000).Select(static i => string.Create(CultureInfo.InvariantCulture, $"{{\"a\":{i},\"b\":\"x\"}}")))}]");

        Assert.Null(error);
    }

    [Fact]
    public void A_large_schema_is_checked_and_compiled()
    {
        var properties = string.Join(',', Enumerable.Range(0, 3000).Select(static i => $"\"p{i}\":{{\"type\":\"string\",\"anyOf\":[{{\"pattern\":\"^a{i}$\"}},{{\"enum\":[\"x\",{i}]}}]}}"));

        Assert.Null(Compile("""{"properties":{""" + properties + "}}").Validate(JsonElement.Parse("""{"p7":"a7","p8":"x"}""")));
    }

    [Fact]
    public void A_schema_longer_than_is_allowed_is_refused()
    {
        var json = $$"""{"description":"{{new string('x', JsonSchema.MaxLength)}}"}""";

        Assert.False(JsonSchema.TryCompile(Encoding.UTF8.GetBytes(json), out _, out var error));
        Assert.Equal(SchemaFailure.LimitExceeded, error.Failure);
        Assert.Equal(error.Message, JsonSchema.CheckSyntax(JsonElement.Parse(json), SchemaDraft.Draft7)!.Message);
    }

    static string Nested(int depth, string open, string inside, string close) =>
        new StringBuilder().Insert(0, open, depth).Append(inside).Append(string.Concat(Enumerable.Repeat(close, depth))).ToString();

    static (SchemaError? Error, TimeSpan Took) Validate(JsonSchema schema, string value)
    {
        using var document = JsonDocument.Parse(value);
        var start = TimeProvider.System.GetTimestamp();
        var error = schema.Validate(document.RootElement);
        return (error, TimeProvider.System.GetElapsedTime(start));
    }

    static JsonSchema Compile(string json)
    {
        Assert.True(JsonSchema.TryCompile(Encoding.UTF8.GetBytes(json), out var schema, out var error), error?.Message);
        return schema;
    }
}
