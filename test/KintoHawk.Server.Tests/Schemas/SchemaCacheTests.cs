using System.Text;
using KintoHawk.Core.Schemas;
using KintoHawk.Server.Resources.Schemas;

namespace KintoHawk.Server.Tests.Schemas;

/// <summary>A schema is compiled once, and what is kept is bounded.</summary>
public sealed class SchemaCacheTests
{
    [Fact]
    public void The_same_text_is_compiled_once_wherever_it_stands()
    {
        var cache = new SchemaCache();

        var first = cache.Get(Schema(1), forRecords: true);
        var again = cache.Get(Schema(1), forRecords: true);

        Assert.Same(first, again);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void Records_and_collections_have_their_own_reading_of_the_same_text()
    {
        var cache = new SchemaCache();
        var json = Encoding.UTF8.GetBytes("""{"required":["schema"]}""");

        Assert.Null(cache.Get(json, forRecords: true).FindError("{}"u8.ToArray(), "x"));
        Assert.Equal("'schema' is a required property", cache.Get(json, forRecords: false).FindError("{}"u8.ToArray(), "x")!.Message);
    }

    [Fact]
    public void A_text_is_remembered_by_a_copy_of_its_own()
    {
        var cache = new SchemaCache();
        var json = Schema(1);

        cache.Get(json, forRecords: true);
        json[json.AsSpan().IndexOf((byte)'1')] = (byte)'0';

        Assert.NotNull(cache.Get(json, forRecords: true).FindError("""{"n":0}"""u8.ToArray(), "x"));
        Assert.Null(cache.Get(Schema(1), forRecords: true).FindError("""{"n":0}"""u8.ToArray(), "x"));
        Assert.Equal(2, cache.Count);
    }

    [Fact]
    public void What_was_not_used_for_longest_goes_first()
    {
        var cache = new SchemaCache(maxCount: 2);
        var (first, second) = (cache.Get(Schema(1), forRecords: true), cache.Get(Schema(2), forRecords: true));

        cache.Get(Schema(1), forRecords: true);
        cache.Get(Schema(3), forRecords: true);

        Assert.Equal(2, cache.Count);
        Assert.Same(first, cache.Get(Schema(1), forRecords: true));
        Assert.NotSame(second, cache.Get(Schema(2), forRecords: true));
    }

    [Fact]
    public void The_memory_of_all_is_bounded()
    {
        var cache = new SchemaCache(maxSize: 100_000);

        for (var i = 0; i < 200; i++)
            cache.Get(Schema(i), forRecords: true);

        Assert.InRange(cache.Count, 10, 100);
    }

    [Fact]
    public void One_that_is_too_large_is_used_and_not_kept()
    {
        var cache = new SchemaCache(maxSize: 100_000);
        var small = cache.Get(Schema(1), forRecords: true);

        var large = cache.Get(Encoding.UTF8.GetBytes($$"""{"const":"{{new string('x', 50_000)}}" }"""), forRecords: true);

        Assert.Equal(SchemaFailure.InvalidValue, large.FindError("{}"u8.ToArray(), "x")!.Failure);
        Assert.Equal(1, cache.Count);
        Assert.Same(small, cache.Get(Schema(1), forRecords: true));
    }

    [Fact]
    public void A_schema_that_is_none_is_remembered_too()
    {
        var cache = new SchemaCache();
        var json = Encoding.UTF8.GetBytes("""{"items":[{}]}""");

        var schema = cache.Get(json, forRecords: true);

        Assert.Equal(SchemaFailure.InvalidSchema, schema.FindError("{}"u8.ToArray(), "x")!.Failure);
        Assert.Same(schema, cache.Get(json, forRecords: true));
    }

    static byte[] Schema(int most) => Encoding.UTF8.GetBytes("""{"properties":{"n":{"type":"integer"}},"maxProperties":""" + most + "}");
}
