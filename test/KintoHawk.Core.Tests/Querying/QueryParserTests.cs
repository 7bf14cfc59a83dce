using System.Buffers;
using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Tests.Querying;

public sealed class QueryParserTests
{
    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    [Theory]
    [InlineData("a=1", "a Equal 1")]
    [InlineData("a=\"1\"", "a Equal \"1\"")]
    [InlineData("a=true", "a Equal true")]
    [InlineData("a=null", "a Equal null")]
    [InlineData("a=[1,2]", "a Equal [1,2]")]
    [InlineData("a={\"x\": 1}", "a Equal {\"x\":1}")]
    [InlineData("a=abc", "a Equal \"abc\"")]
    [InlineData("a=", "a Equal \"\"")]
    [InlineData("a=NaN", "a Equal \"NaN\"")]
    [InlineData("a=01", "a Equal \"01\"")]
    [InlineData("a= 1 ", "a Equal 1")]
    [InlineData("a=12345678901234567890", "a Equal 12345678901234567890")]
    [InlineData("a=1&a=2", "a Equal [\"1\",\"2\"]")]
    [InlineData(" a =1", "a Equal 1")]
    [InlineData("person.name=x", "person.name Equal \"x\"")]
    [InlineData("not_a=1", "a Not 1")]
    [InlineData("eq_a=1", "a Equal 1")]
    [InlineData("min_a=1", "a Min 1")]
    [InlineData("max_a=1", "a Max 1")]
    [InlineData("gt_a=1", "a GreaterThan 1")]
    [InlineData("lt_a=1", "a LessThan 1")]
    [InlineData("gt_a.b_c=1", "a.b_c GreaterThan 1")]
    [InlineData("gta=1", "gta Equal 1")]
    [InlineData("gt_=1", "gt_ Equal 1")]
    [InlineData("gt_a-b=1", "gt_a-b Equal 1")]
    [InlineData("in_a-b=1,x", "in_a-b Equal [1,\"x\"]")]
    [InlineData("not_min_a=1", "min_a Not 1")]
    [InlineData("in_a=1,x,\"2\",,null", "a In [1,\"x\",\"2\",null]")]
    [InlineData("in_a=", "a In []")]
    [InlineData("in_a=1&in_a=2", "a In [1,2]")]
    [InlineData("exclude_a=1,x", "a Exclude [1,\"x\"]")]
    [InlineData("like_a=x", "a Like \"*x*\"")]
    [InlineData("like_a=x*", "a Like \"x*\"")]
    [InlineData("like_a=\"1\"", "a Like \"*1*\"")]
    [InlineData("like_a=", "a Like \"**\"")]
    [InlineData("has_a=false", "a Has false")]
    [InlineData("contains_a=1", "a Contains [1]")]
    [InlineData("contains_a=[1,\"x\"]", "a Contains [1,\"x\"]")]
    [InlineData("contains_a=x", "a Contains [\"x\"]")]
    [InlineData("contains_any_a=[1]", "a ContainsAny [1]")]
    [InlineData("contains_any=1", "any Contains [1]")]
    [InlineData("id=x", "id Equal \"x\"")]
    [InlineData("id=\"1\"", "id Equal \"1\"")]
    [InlineData("gt_id=5", "id GreaterThan \"5\"")]
    [InlineData("in_id=a,b", "id In [\"a\",\"b\"]")]
    [InlineData("in_id=\"1\"", "id In [\"1\"]")]
    [InlineData("last_modified=12", "last_modified Equal 12")]
    [InlineData("last_modified=\"12\"", "last_modified Equal 12")]
    [InlineData("min_last_modified=\"12\"", "last_modified Min 12")]
    [InlineData("lt_last_modified=12", "last_modified LessThan 12")]
    [InlineData("in_last_modified=12,\"13\"", "last_modified In [12,13]")]
    [InlineData("_since=12", "last_modified GreaterThan 12")]
    [InlineData("_since=\"12\"", "last_modified GreaterThan 12")]
    [InlineData("_before=12", "last_modified LessThan 12")]
    [InlineData("_to=0", "last_modified LessThan 0")]
    [InlineData("_unknown=1&__=2", "")]
    [InlineData("a=1&b=2", "a Equal 1;b Equal 2")]
    public void Parameters_become_filters(string query, string expected)
    {
        var parsed = Parse(query);

        Assert.Empty(parsed.Errors);
        Assert.Equal(expected, string.Join(';', parsed.Filters.Select(static filter => $"{filter.Field} {filter.Comparison} {filter.Value}")));
    }

    [Theory]
    [InlineData("_limit=abc", "_limit", "\"abc\" is not a number")]
    [InlineData("_limit=-1", "_limit", "-1 is less than minimum value 0")]
    [InlineData("_limit=9223372036854775809", "_limit", "9223372036854775809 is greater than maximum value 9223372036854775808")]
    [InlineData("_limit=[1]", "_limit", "\"[1]\" is not a number")]
    [InlineData("_limit=true", "_limit", "\"true\" is not a number")]
    [InlineData("_since=abc", "_since", "\"abc\" is not a number")]
    [InlineData("_since=-1", "_since", "-1 is less than minimum value 0")]
    [InlineData("_since=", "_since", "Invalid value for _since")]
    [InlineData("_since=1700086400000", "_since", "Invalid value for _since")]
    [InlineData("_before=null", "_before", "Invalid value for _before")]
    [InlineData("_to=99999999999999", "_to", "Invalid value for _to")]
    [InlineData("last_modified=abc", "last_modified", "\"abc\" is not a number")]
    [InlineData("last_modified=1700086400000", "last_modified", "Invalid value for last_modified")]
    [InlineData("min_last_modified=abc", "min_last_modified", "Invalid value for min_last_modified")]
    [InlineData("in_last_modified=12,abc", "in_last_modified", "Invalid value for in_last_modified")]
    [InlineData("contains_last_modified=12", "contains_last_modified", "Invalid value for contains_last_modified")]
    [InlineData("id=1", "id", "1 is not a string: {'id': ''}")]
    [InlineData("in_id=1,2", "in_id", "Invalid value for in_id")]
    [InlineData("exclude_id=a,1", "exclude_id", "Invalid value for exclude_id")]
    [InlineData("contains_id=a", "contains_id", "Field 'id' is not an array")]
    [InlineData("contains_any_id=a", "contains_any_id", "Field 'id' is not an array")]
    [InlineData("like_a=1", "like_a", "Invalid value for like_a")]
    [InlineData("a=x\0", "a", "Invalid character 0x00")]
    [InlineData("a=\"\\u0000\"", "a", "Invalid character 0x00")]
    [InlineData("a={\"\\u0000\":1}", "a", "Invalid character 0x00")]
    [InlineData("in_a=1,\0", "in_a", "Invalid character 0x00")]
    [InlineData("a\0b=1", "a\0b", "Invalid character 0x00")]
    [InlineData("_token=bad", null, "_token has invalid content")]
    [InlineData("_token=12", "_token", "12 is not a string: {'_token': ''}")]
    public void Mistakes_are_told_in_the_words_of_the_wire(string query, string? name, string description)
    {
        var error = Assert.Single(Parse(query).Errors);

        Assert.Equal(new QueryError("querystring", name, description), error);
    }

    [Fact]
    public void Mistakes_are_sorted_by_name_and_those_of_type_come_before_those_of_meaning()
    {
        Assert.Equal(["_limit", "_since", "id"], Parse("id=1&like_a=1&_since=x&_limit=x").Errors.Select(static error => error.Name!).ToList());
        Assert.Equal([null, "_since", "like_a"], Parse("like_a=1&_since=&_token=x").Errors.Select(static error => error.Name).ToList());
    }

    [Theory]
    [InlineData("", "-last_modified")]
    [InlineData("_sort=", "-last_modified")]
    [InlineData("_sort=a,-b.c,+d", "+a,-b.c,+d,-last_modified")]
    [InlineData("_sort=last_modified", "+last_modified")]
    [InlineData("_sort=-last_modified", "-last_modified")]
    [InlineData("_sort=a,last_modified,b", "+a,+last_modified,+b")]
    [InlineData("_sort= a , -b ", "+a,-b,-last_modified")]
    [InlineData("_sort=a b,--c,d!,-,é", "+é,-last_modified")]
    [InlineData("_sort=a,-a", "+a,-last_modified")]
    [InlineData("_sort=id", "+id,-last_modified")]
    public void Sorts_end_with_the_newest_first(string query, string expected) =>
        Assert.Equal(expected, string.Join(',', Parse(query).Sorts.Select(static sort => $"{(sort.Descending ? '-' : '+')}{sort.Field}")));

    [Theory]
    [InlineData("", null, 10_000)]
    [InlineData("", 5, 5)]
    [InlineData("_limit=3", 5, 3)]
    [InlineData("_limit=7", 5, 5)]
    [InlineData("_limit=0", 5, 5)]
    [InlineData("_limit=", null, 10_000)]
    [InlineData("_limit=null", 0, 10_000)]
    [InlineData("_limit=2.9", null, 2)]
    [InlineData("_limit=\"4\"", null, 4)]
    [InlineData("_limit=9223372036854775808", null, 10_000)]
    public void The_least_limit_counts(string query, int? paginateBy, int expected)
    {
        var parsed = Parse(query, new QueryOptions { PaginateBy = paginateBy });

        Assert.Empty(parsed.Errors);
        Assert.Equal(expected, parsed.Limit);
    }

    [Theory]
    [InlineData("a=1", false)]
    [InlineData("_since=1", true)]
    [InlineData("_before=1", true)]
    [InlineData("last_modified=1", true)]
    [InlineData("not_last_modified=1", true)]
    public void A_condition_on_last_modified_lists_tombstones_too(string query, bool expected) => Assert.Equal(expected, Parse(query).IncludeTombstones);

    [Fact]
    public void The_deprecated_name_is_noticed()
    {
        Assert.True(Parse("_to=1").UsesDeprecatedTo);
        Assert.False(Parse("_before=1").UsesDeprecatedTo);
    }

    [Fact]
    public void A_token_tells_where_the_page_starts()
    {
        var parsed = Parse("_sort=title");
        var row = new StoredObject("r", 7, """{"title":"T"}"""u8.ToArray());
        Assert.Null(parsed.After);

        var next = Parse($"_sort=title&_token={Uri.EscapeDataString(PageToken.Following(row, parsed.Sorts, 2).Encode())}");

        Assert.Equal([FieldValue.FromString("T"), FieldValue.FromInteger(7)], next.After);
    }

    [Theory]
    [InlineData("zz=1", "querystring", "zz", "Unknown filter field 'zz'")]
    [InlineData("min_zz.a=1", "querystring", "min_zz.a", "Unknown filter field 'min_zz.a'")]
    [InlineData("_sort=-zz", "querystring", null, "Unknown sort field 'zz'")]
    [InlineData("_fields=uri,zz.a,yy,zz", "body", "Invalid _fields parameter", "Fields zz,yy do not exist")]
    public void A_fixed_schema_refuses_unknown_names(string query, string location, string? name, string description)
    {
        var error = Assert.Single(Parse(query, Fixed()).Errors);

        Assert.Equal(new QueryError(location, name, description), error);
    }

    [Fact]
    public void A_fixed_schema_knows_its_own_fields_and_those_of_the_server() =>
        Assert.Empty(Parse("uri.x=1&in_id=a&_since=1&deleted=true&_sort=uri&_fields=uri.a,id", Fixed()).Errors);

    [Theory]
    [InlineData("_fields=a", true, """{"a":1,"id":"r","last_modified":7}""")]
    [InlineData("_fields=a", false, null)]
    [InlineData("_fields=", true, null)]
    [InlineData("_fields=,", true, null)]
    [InlineData("", true, null)]
    public void Fields_are_selected_where_they_apply(string query, bool allows, string? expected) =>
        Assert.Equal(expected, Show(Parse(query, new QueryOptions { AllowsFields = allows }).Fields));

    [Fact]
    public void A_single_object_looks_at_fields_only()
    {
        var parsed = QueryParser.ParseFields(Decode("_limit=x&id=1&_fields=b"), new QueryOptions());

        Assert.Empty(parsed.Errors);
        Assert.Equal("""{"b":2,"id":"r","last_modified":7}""", Show(parsed.Fields));
    }

    [Fact]
    public void Deep_json_is_taken_as_text()
    {
        var deep = new string('[', QueryLimits.MaxLength - 2);

        Assert.Equal(deep, Assert.Single(Parse($"a={deep}").Filters).Value.GetString());
    }

    [Theory]
    [InlineData("_sort", 10, "_sort=", "k", ",", "There are more than 10 sort fields")]
    [InlineData(null, 50, "_limit=1&_since=5&", "k=1", "&", "There are more than 50 filters")]
    [InlineData("in_k", 1_000, "in_k=", "", ",", "There are more than 1000 values")]
    [InlineData("exclude_k", 1_000, "exclude_k=", "", ",", "There are more than 1000 values")]
    [InlineData("contains_k", 1_000, "contains_k=[", "", ",", "There are more than 1000 values")]
    [InlineData("contains_any_k", 1_000, "contains_any_k=[", "", ",", "There are more than 1000 values")]
    public void More_than_the_limits_is_refused(string? name, int most, string start, string item, string separator, string reason)
    {
        string Query(int count) => start + string.Join(separator, Enumerable.Range(1, count).Select(i => item.Length == 0 ? $"{i}" : item.Insert(1, $"{i}"))) + (start[^1] == '[' ? "]" : "");
        most -= start.Contains("_since", StringComparison.Ordinal) ? 1 : 0;

        Assert.Empty(Parse(Query(most)).Errors);
        Assert.Equal(new QueryError("querystring", name, reason), Assert.Single(Parse(Query(most + 1)).Errors));
    }

    [Fact]
    public void A_long_query_is_refused_before_it_is_read()
    {
        var query = "like_a=" + new string('x', QueryLimits.MaxLength - 7);

        Assert.Empty(Parse(query).Errors);
        Assert.Equal(new QueryError("querystring", null, "The query is longer than 16384 characters"), Assert.Single(Parse(query + "x").Errors));
        Assert.Single(QueryParser.ParseFields(Decode(query + "x"), new QueryOptions()).Errors);
    }

    static QueryOptions Fixed() => new() { KnownFields = new HashSet<string>(StringComparer.Ordinal) { "uri" }, AllowsFields = true };

    static ParsedQuery Parse(string query, QueryOptions? options = null) => QueryParser.Parse(Decode(query), Now, options ?? new QueryOptions());

    static IReadOnlyList<KeyValuePair<string, string>> Decode(string query)
    {
        Assert.True(QueryString.TryParse(query.Replace("+", "%2B", StringComparison.Ordinal), out var parameters, out var error), error);
        return parameters;
    }

    static string? Show(FieldSelection? fields)
    {
        if (fields is null)
            return null;
        var output = new ArrayBufferWriter<byte>();
        fields.WriteObject(new StoredObject("r", 7, """{"a":1,"b":2}"""u8.ToArray()), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
