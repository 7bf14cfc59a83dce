using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Tests.Querying;

public sealed class RowSelectorTests
{
    // The field f of the rows, by the row's name.
    static readonly (string Id, string Data)[] Rows =
    [
        ("missing", "{}"),
        ("null", """{"f":null}"""),
        ("empty", """{"f":""}"""),
        ("text", """{"f":"Abc_d%e"}"""),
        ("digits", """{"f":"5"}"""),
        ("four", """{"f":4}"""),
        ("five", """{"f":5.0}"""),
        ("true", """{"f":true}"""),
        ("array", """{"f":[1,"a",{"x":1},[2]]}"""),
        ("none", """{"f":[]}"""),
        ("object", """{"f":{"x":1}}"""),
    ];

    [Theory]
    [InlineData(Comparison.Equal, "5", "five")]
    [InlineData(Comparison.Equal, "\"5\"", "digits")]
    [InlineData(Comparison.Equal, "null", "null")]
    [InlineData(Comparison.Equal, "true", "true")]
    [InlineData(Comparison.Equal, "[]", "none")]
    [InlineData(Comparison.Equal, "{\"x\":1.0}", "object")]
    [InlineData(Comparison.Not, "5", "missing null empty text digits four true array none object")]
    [InlineData(Comparison.Not, "null", "missing empty text digits four five true array none object")]
    [InlineData(Comparison.Min, "5", "missing five true array none object")]
    [InlineData(Comparison.GreaterThan, "5", "missing true array none object")]
    [InlineData(Comparison.Max, "5", "null empty text digits four five")]
    [InlineData(Comparison.LessThan, "5", "null empty text digits four")]
    [InlineData(Comparison.Min, "null", "missing null empty text digits four five true array none object")]
    [InlineData(Comparison.LessThan, "null", "")]
    [InlineData(Comparison.GreaterThan, "{\"x\":1}", "missing")]
    [InlineData(Comparison.Max, "{\"x\":1}", "null empty text digits four five true array none object")]
    [InlineData(Comparison.In, "[5,null,\"5\"]", "null digits five")]
    [InlineData(Comparison.In, "[]", "")]
    [InlineData(Comparison.Exclude, "[5,null,\"5\"]", "missing empty text four true array none object")]
    [InlineData(Comparison.Exclude, "[]", "missing null empty text digits four five true array none object")]
    [InlineData(Comparison.Like, "\"*bC_*\"", "text")]
    [InlineData(Comparison.Like, "\"abc_d%e\"", "text")]
    [InlineData(Comparison.Like, "\"abc.d%e\"", "")]
    [InlineData(Comparison.Like, "\"a*c*e\"", "text")]
    [InlineData(Comparison.Like, "\"a*c*ce\"", "")]
    [InlineData(Comparison.Like, "\"a\"", "")]
    [InlineData(Comparison.Like, "\"a%\"", "")]
    [InlineData(Comparison.Like, "\"%\"", "")]
    [InlineData(Comparison.Like, "\"5*\"", "digits five")]
    [InlineData(Comparison.Like, "\"\"", "empty")]
    [InlineData(Comparison.Like, "\"*\"", "empty text digits four five true array none object")]
    [InlineData(Comparison.Like, "\"*\\\"A\\\"*\"", "array")]
    [InlineData(Comparison.Like, "\"[1, \\\"a\\\", {\\\"x\\\": 1}, [2]]\"", "array")]
    [InlineData(Comparison.Like, "\"{\\\"x\\\": 1}\"", "object")]
    [InlineData(Comparison.Has, "true", "null empty text digits four five true array none object")]
    [InlineData(Comparison.Has, "false", "missing")]
    [InlineData(Comparison.Has, "\"\"", "missing")]
    [InlineData(Comparison.Contains, "[1]", "array")]
    [InlineData(Comparison.Contains, "[\"a\",1.0]", "array")]
    [InlineData(Comparison.Contains, "[{\"x\":1},[2]]", "array")]
    [InlineData(Comparison.Contains, "[1,2]", "")]
    [InlineData(Comparison.Contains, "[]", "array none")]
    [InlineData(Comparison.ContainsAny, "[2,1]", "array")]
    [InlineData(Comparison.ContainsAny, "[2]", "")]
    [InlineData(Comparison.ContainsAny, "[]", "")]
    public void Each_comparison_knows_each_kind_of_value(Comparison comparison, string value, string expected)
    {
        var query = Query() with { Filters = [new Filter(new FieldPath("f"), comparison, Json(value))] };
        var selector = new RowSelector(query);

        var matching = Rows.Where(row => selector.Matches(Row(row.Id, 1, row.Data))).Select(static row => row.Id).ToList();

        Assert.Equal(expected, string.Join(' ', matching));
    }

    [Theory]
    [InlineData("id", Comparison.Equal, "\"b\"", "b")]
    [InlineData("id", Comparison.GreaterThan, "\"a\"", "b")]
    [InlineData("id", Comparison.In, "[\"a\",\"z\"]", "a")]
    [InlineData("id", Comparison.Like, "\"A\"", "a")]
    [InlineData("last_modified", Comparison.GreaterThan, "10", "b")]
    [InlineData("last_modified", Comparison.Equal, "10", "a")]
    [InlineData("last_modified", Comparison.In, "[20,30]", "b")]
    [InlineData("deleted", Comparison.Equal, "true", "b")]
    [InlineData("deleted", Comparison.Not, "true", "a")]
    [InlineData("f", Comparison.Min, "0", "a b")]
    [InlineData("f", Comparison.Equal, "1", "a")]
    [InlineData("o.x", Comparison.Equal, "2", "a")]
    [InlineData("o.x.y", Comparison.Equal, "2", "")]
    [InlineData("id.x", Comparison.Has, "true", "")]
    public void Server_fields_and_tombstones_can_be_asked_for(string field, Comparison comparison, string value, string expected)
    {
        var query = Query() with { Filters = [new Filter(new FieldPath(field), comparison, Json(value))], IncludeTombstones = true };
        StoredObject[] rows = [Row("a", 10, """{"f":1,"o":{"x":2}}"""), new("b", 20, StoredObject.TombstoneData, IsTombstone: true)];

        var matching = Ids(rows.Where(new RowSelector(query).Matches));

        Assert.Equal(expected, string.Join(' ', matching));
    }

    [Fact]
    public void An_empty_id_is_none() => Assert.True(FieldPath.Id.Read(new StoredObject("", 1, "{}"u8.ToArray())).IsMissing);

    [Fact]
    public void Tombstones_are_listed_only_when_asked_for_and_never_counted()
    {
        StoredObject[] rows = [Row("a", 1, "{}"), new("b", 2, StoredObject.TombstoneData, IsTombstone: true)];

        Assert.Equal(["a"], Ids(new RowSelector(Query()).Select(rows)));
        Assert.Equal(["b", "a"], Ids(new RowSelector(Query() with { IncludeTombstones = true }).Select(rows)));
        Assert.Equal(1, new RowSelector(Query() with { IncludeTombstones = true, Limit = 0 }).CountLive(rows));
    }

    [Fact]
    public void Rows_come_in_the_order_of_the_sorts_missing_last_ascending_and_first_descending()
    {
        var rows = Rows.Select(static (row, index) => Row(row.Id, index, row.Data)).Reverse().ToList();
        List<string> ascending = ["null", "empty", "digits", "text", "four", "five", "true", "none", "array", "object", "missing"];

        Assert.Equal(ascending, Ids(new RowSelector(Query() with { Sorts = [new Sort(new FieldPath("f"), false)] }).Select(rows)));
        Assert.Equal(Enumerable.Reverse(ascending).ToList(), Ids(new RowSelector(Query() with { Sorts = [new Sort(new FieldPath("f"), true)] }).Select(rows)));
    }

    [Fact]
    public void Without_sorts_the_newest_come_first()
    {
        StoredObject[] rows = [Row("b", 2, "{}"), Row("c", 3, "{}"), Row("a", 1, "{}")];
        var selector = new RowSelector(Query() with { Limit = 2 });

        Assert.True(selector.IsNewestFirst);
        Assert.Equal(["c", "b"], Ids(selector.Select(rows)));
    }

    [Fact]
    public void A_page_starts_after_the_last_object_of_the_page_before()
    {
        Sort[] sorts = [new(new FieldPath("f"), false), new(FieldPath.LastModified, true)];
        StoredObject[] rows = [Row("a", 1, """{"f":1}"""), Row("b", 2, """{"f":1}"""), Row("c", 3, """{"f":2}"""), Row("d", 4, "{}"), Row("e", 5, "{}")];
        var seen = new List<string>();
        IReadOnlyList<FieldValue>? after = null;
        for (var page = 0; page < 5; page++)
        {
            var selector = new RowSelector(Query() with { Sorts = sorts, After = after, Limit = 1 });
            var row = Assert.Single(selector.Select(rows));
            seen.Add(row.Id);
            after = selector.ReadSortValues(row);
        }

        Assert.Equal(["b", "a", "c", "e", "d"], seen);
        Assert.Empty(new RowSelector(Query() with { Sorts = sorts, After = after, Limit = 1 }).Select(rows));
    }

    [Fact]
    public void Rows_in_order_are_read_no_further_than_the_limit()
    {
        var read = 0;
        IEnumerable<StoredObject> NewestFirst()
        {
            for (var i = 100; i > 0; i--)
            {
                read++;
                yield return Row($"r{i}", i, "{}");
            }
        }

        var selected = new RowSelector(Query() with { Limit = 3, After = [FieldValue.FromInteger(90)] }).SelectInOrder(NewestFirst());

        Assert.Equal(["r89", "r88", "r87"], Ids(selected));
        Assert.Equal(14, read);
    }

    [Theory]
    [InlineData("status", "open")]
    [InlineData("o.x", "\u00e9")]
    [InlineData("id", "a")]
    public void Matching_an_equality_allocates_nothing(string field, string value)
    {
        var selector = new RowSelector(Query() with { Filters = [new Filter(new FieldPath(field), Comparison.Equal, FieldValue.FromString(value))] });
        var row = Row("a", 1, """{"title":"x","tags":[1,2,{"a":"b"}],"o":{"x":"\u00E9"},"status":"open"}""");
        Assert.True(selector.Matches(row));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var matches = selector.Matches(row);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(matches);
        Assert.Equal(0, allocated);
    }

    static ObjectQuery Query() => new() { Resource = Resource.Record, ParentUri = "/buckets/b/collections/c" };

    static StoredObject Row(string id, long lastModified, string data) => new(id, lastModified, Encoding.UTF8.GetBytes(data));

    static FieldValue Json(string text) => FieldValue.FromJson(Encoding.UTF8.GetBytes(text));

    static List<string> Ids(IEnumerable<StoredObject> rows) => [.. rows.Select(static row => row.Id)];
}
