using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.PostgreSql.Objects;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using NpgsqlTypes;

namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>Filters, orders and page starts on values of every kind: the database answers as the reference does.</summary>
public sealed class QueryMeaningTests : IAsyncLifetime
{
    static readonly ObjectPath _collection = ObjectPath.Bucket("b").Child(Resource.Collection, "c");

    static readonly string[] _values =
    [
        "null", "true", "false", "0", "1", "1.0", "-5", "1.5", "100", "12345678901234567890", "0.1",
        "\"\"", "\"a\"", "\"A\"", "\"b\"", "\"ab\"", "\"a*b\"", "\"a%\"", "\"a_b\"", "\"\\\\\"", "\"true\"", "\"1\"", "\"\\u00e9\"", "\"\\u00c9t\\u00e9\"", "\"\\ud83d\\ude00\"", "\"\\uffff\"",
        "[]", "[1]", "[1.0]", "[\"a\"]", "[\"a\",1]", "[1,\"a\"]", "[[]]", "[null]", "[{\"a\":1}]", "[{\"a\":1,\"b\":2}]", "[[1]]", "[0,0]",
        "{}", "{\"a\":1}", "{\"a\":[]}", "{\"a\":\"x\"}", "{\"b\":{\"c\":1}}", "{\"aa\":1,\"b\":2}", "{\"0\":1}",
    ];

    static readonly FieldPath[] _fields =
        [new("f"), new("g"), new("f.a"), new("f.b.c"), new("f.0"), new("missing"), new("\0"), FieldPath.Id, FieldPath.LastModified, FieldPath.Deleted];

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    readonly MemoryStorage _reference;
    readonly List<long> _moments = [0, 1, 9_000_000_000_000];
    TestDatabase _database = null!;

    public QueryMeaningTests() => _reference = new MemoryStorage(_time);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await PutAsync(ObjectPath.Bucket("b"), "{}");
        await PutAsync(_collection, "{}");
        var random = new Random(5);
        for (var i = 0; i < 150; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(3)));
            var path = _collection.Child(Resource.Record, $"{"aAbB09_-"[i % 8]}{i}");
            var members = new[] { Member("f", _values[i % _values.Length]), Member("g", Pick(random, _values)), Member("deleted", Pick(random, _values)) };
            await PutAsync(path, $"{{{string.Join(',', members.Where(_ => random.Next(4) > 0))}}}");
            if (i % 7 == 0)
                await _reference.ApplyAsync(new ChangeSet(new Change.Delete(path, null, Expected.Present)), Token);
        }

        await CopyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _reference.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Every_comparison_with_every_value_finds_the_same()
    {
        foreach (var comparison in Enum.GetValues<Comparison>())
            foreach (var field in _fields)
                foreach (var value in ValuesFor(comparison).Where((_, i) => IsFirst(field) || i % 4 == 0))
                    await CompareAsync(Question with { Filters = [new Filter(field, comparison, value)], IncludeTombstones = true });
    }

    [Fact]
    public async Task Every_order_and_page_is_the_same()
    {
        var random = new Random(6);
        for (var i = 0; i < 150; i++)
        {
            var sorts = _fields.OrderBy(_ => random.Next()).Take(random.Next(4)).Select(field => new Sort(field, random.Next(2) == 0)).ToList();
            var query = Question with { Sorts = sorts, Limit = 1 + random.Next(60), IncludeTombstones = random.Next(2) == 0 };
            if (random.Next(3) == 0)
                query = query with { After = [.. Enumerable.Range(0, random.Next(sorts.Count + 1)).Select(_ => random.Next(5) == 0 ? FieldValue.Missing : Value(Pick(random, _values)))] };
            for (var page = await CompareAsync(query); page.Objects.Count == query.Limit; page = await CompareAsync(query))
                query = query with { After = new RowSelector(query).ReadSortValues(page.Objects[^1]) };
        }
    }

    [Theory]
    [InlineData("é*", 5)]
    [InlineData("*É", 5)]
    [InlineData("é", 2)]
    [InlineData("É.É", 0)]
    [InlineData("*\U0001F600", 3)]
    public async Task Patterns_ignore_the_case_of_all_letters(string pattern, int matches)
    {
        var page = await CompareAsync(Question with { Filters = [new Filter(new FieldPath("f"), Comparison.Like, FieldValue.FromString(pattern))] });

        Assert.Equal(matches, page.Objects.Count);
    }

    /// <summary>The fields that are asked about with every value; the others lead to the same conditions.</summary>
    static bool IsFirst(FieldPath field) => field.Name is "f" or "id" or "last_modified";

    static ObjectQuery Question => new() { Resource = Resource.Record, ParentUri = _collection.Uri, PrivilegedPrincipals = [Caller.Everyone] };

    static string Member(string name, string value) => $"\"{name}\":{value}";

    static FieldValue Value(string json) => FieldValue.FromJson(Encoding.UTF8.GetBytes(json));

    static TItem Pick<TItem>(Random random, IReadOnlyList<TItem> items) => items[random.Next(items.Count)];

    IEnumerable<FieldValue> ValuesFor(Comparison comparison)
    {
        var all = _values.Select(Value)
            .Concat(_moments.Select(FieldValue.FromInteger))
            .Concat([Value("1e2"), Value("1767323045000.5"), Value("1e300"), Value("-1e300"), Value("\"a1\""), Value("\"B12\""), Value("\"a\\u0000\"")]).ToList();
        switch (comparison)
        {
            case Comparison.Min or Comparison.Max or Comparison.GreaterThan or Comparison.LessThan:
                return all.Where(static value => !(value.GetString() ?? "").Contains('\0'));
            case Comparison.In or Comparison.Exclude or Comparison.Contains or Comparison.ContainsAny:
                var random = new Random(7);
                return [.. all, .. Enumerable.Range(0, 30).Select(_ => FieldValue.FromValues(Enumerable.Range(0, random.Next(4)).Select(_ => Pick(random, all))))];
            default:
                return all.Concat(((string[])["*", "a*", "*b", "a*b", "1*", "*e*", "%", "_", "a\\", "A_*"]).Select(FieldValue.FromString));
        }
    }

    async Task<ObjectPage> CompareAsync(ObjectQuery query)
    {
        var expected = await _reference.ListAsync(query, Caller.Anonymous, Token);
        ObjectPage actual;
        try
        {
            actual = await _database.AskAsync(session => new ListReader(session, query).ReadAsync(Caller.Anonymous, Caller.Anonymous.Principals, receive: null, Token));
        }
        catch (StorageUnavailableException failure)
        {
            Assert.Fail($"filters [{string.Join(' ', query.Filters)}] sorts [{string.Join(' ', query.Sorts)}] after [{string.Join(' ', query.After ?? [])}]: {failure.Message}");
            throw;
        }

        var (wanted, got) = (string.Join(' ', expected.Objects.Select(Name)), string.Join(' ', actual.Objects.Select(Name)));
        if (wanted != got || expected.Timestamp != actual.Timestamp)
            Assert.Fail($"filters [{string.Join(' ', query.Filters)}] sorts [{string.Join(' ', query.Sorts)}] after [{string.Join(' ', query.After ?? [])}]\nreference: {wanted}\ntested:    {got}");
        return expected;
    }

    static string Name(StoredObject row) => $"{row.Id}@{row.LastModified}{(row.IsTombstone ? "-" : "+")}{FieldValue.FromJson(row.Data).GetHashCode()}";

    async Task PutAsync(ObjectPath path, string json) =>
        _moments.Add(Assert.Single((await _reference.ApplyAsync(new ChangeSet(new Change.Put(path, Encoding.UTF8.GetBytes(json), null, Expected.Whatever)), Token)).Timestamps));

    /// <summary>Writes what the reference holds as Kinto would.</summary>
    async Task CopyAsync()
    {
        foreach (var query in (ObjectQuery[])[
            Question with { Resource = Resource.Bucket, ParentUri = "" }, Question with { Resource = Resource.Collection, ParentUri = "/buckets/b" }, Question with { IncludeTombstones = true }])
        {
            var rows = (await _reference.ListAsync(query, Caller.Anonymous, Token)).Objects;
            await _database.Database.RunAsync(
                async connection =>
                {
                    foreach (var row in rows)
                    {
                        await using var command = new NpgsqlCommand(
                            "INSERT INTO objects (id, parent_id, resource_name, last_modified, data, deleted) VALUES ($1, $2, $3, from_epoch($4), $5, $6)", connection);
                        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = row.Id });
                        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = query.ParentUri });
                        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = query.Resource.Name });
                        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = row.LastModified });
                        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = row.Data.ToArray(), NpgsqlDbType = NpgsqlDbType.Jsonb });
                        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = row.IsTombstone });
                        await command.ExecuteNonQueryAsync(Token);
                    }

                    return true;
                },
                Token);
        }
    }
}
