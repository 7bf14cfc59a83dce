using System.Text;
using FsCheck;
using FsCheck.Fluent;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Tests.Querying;

public sealed class QueryingProperties
{
    static readonly FieldPath Field = new("f");

    static readonly Gen<StoredObject[]> Rows = JsonSamples.Objects.Zip(ArbMap.Default.GeneratorFor<bool>()).ArrayOf().Select(static samples =>
        samples.Select(static (sample, index) => sample.Item2 && index % 3 == 0
            ? new StoredObject($"r{index}", (index * 7919) % 1009, StoredObject.TombstoneData, IsTombstone: true)
            : new StoredObject($"r{index}", (index * 7919) % 1009, Encoding.UTF8.GetBytes(sample.Item1))).ToArray());

    static readonly Gen<ObjectQuery> Queries =
        from sorts in Gen.Elements<Sort[]>(
            [], [new(FieldPath.LastModified, true)], [new(Field, false), new(FieldPath.LastModified, true)], [new(Field, true), new(FieldPath.Id, false)],
            [new(FieldPath.LastModified, false)], [new(Field, false)])
        from comparison in Gen.Elements(Enum.GetValues<Comparison>())
        from value in JsonSamples.Values.Where(static value => !value.IsMissing)
        from filtered in ArbMap.Default.GeneratorFor<bool>()
        from limit in Gen.Elements(0, 1, 2, 5, int.MaxValue)
        from tombstones in ArbMap.Default.GeneratorFor<bool>()
        select new ObjectQuery
        {
            Resource = Resource.Record,
            ParentUri = "/buckets/b/collections/c",
            Sorts = sorts,
            Filters = filtered ? [new Filter(Field, comparison, value)] : [],
            Limit = limit,
            IncludeTombstones = tombstones,
        };

    [Fact]
    public void The_order_of_values_is_total() => Prop.ForAll(
        Arb.From(JsonSamples.Values.Three()),
        static values =>
        {
            var (a, b, c) = values;
            var isAntisymmetric = Math.Sign(a.CompareTo(b)) == -Math.Sign(b.CompareTo(a));
            var isTransitive = a.CompareTo(b) > 0 || b.CompareTo(c) > 0 || a.CompareTo(c) <= 0;
            var agreesWithEquality = a.Equals(b) == (a.CompareTo(b) == 0) && (!a.Equals(b) || a.GetHashCode() == b.GetHashCode());
            return isAntisymmetric && isTransitive && agreesWithEquality && a.CompareTo(a) == 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_value_reads_back_from_its_text() => Prop.ForAll(Arb.From(JsonSamples.Values.Where(static value => !value.IsMissing)), static value =>
    {
        var read = FieldValue.FromJson(Encoding.ASCII.GetBytes(value.ToString()));
        return read == value && read.GetHashCode() == value.GetHashCode() && read.IsTruthy == value.IsTruthy;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Selecting_is_filtering_sorting_and_taking() => Prop.ForAll(Arb.From(Rows.Zip(Queries)), static sample =>
    {
        var (rows, query) = (sample.Item1, sample.Item2);

        return Ids(new RowSelector(query).Select(rows)) == Ids(Naive(rows, query));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Pages_put_together_are_the_whole_list() => Prop.ForAll(Arb.From(Rows.Zip(Queries)), static sample =>
    {
        var (rows, query) = (sample.Item1, sample.Item2 with { Limit = 2 });
        if (query.Sorts is [var only] && only.Field.Equals(Field))
            return true; // rows that tie cannot be told apart by the token
        var seen = new List<StoredObject>();
        for (var page = new RowSelector(query).Select(rows); page.Count > 0;)
        {
            seen.AddRange(page);
            if (seen.Count > rows.Length)
                return false;
            IReadOnlyList<Sort> sorts = query.Sorts.Count > 0 ? query.Sorts : [new Sort(FieldPath.LastModified, true)];
            if (!PageToken.TryDecode(PageToken.Following(page[^1], sorts, seen.Count).Encode(), out var token))
                return false;
            page = new RowSelector(query with { After = token.ReadSortValues(sorts) }).Select(rows);
        }

        return Ids(seen) == Ids(Naive(rows, query with { Limit = int.MaxValue }));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Text_never_makes_the_parsers_throw() => Prop.ForAll(
        Arb.From(Gen.OneOf(ArbMap.Default.GeneratorFor<string>(), HostileQueries)),
        static text =>
        {
            text ??= "";
            _ = PageToken.TryDecode(text, out _);
            _ = FieldValue.TryParse(Encoding.UTF8.GetBytes(text), out _);
            if (!QueryString.TryParse(text, out var parameters, out _))
                return true;
            var parsed = QueryParser.Parse(parameters, DateTimeOffset.UnixEpoch, new QueryOptions { AllowsFields = true });
            var row = new StoredObject("r", 1, """{"f":[1,{"a":"x"}]}"""u8.ToArray());
            _ = new RowSelector(new ObjectQuery { Resource = Resource.Record, ParentUri = "", Filters = parsed.Filters, Sorts = parsed.Sorts }).Select([row]);
            return parsed.Errors.Count > 0 || parsed.Sorts.Count > 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    static readonly Gen<string> HostileQueries =
        from names in Gen.Elements("_limit", "_since", "_before", "_to", "_sort", "_fields", "_token", "id", "last_modified", "f", "f.a", "", "\0", "é")
            .Zip(Gen.Elements("", "lt_", "min_", "max_", "not_", "in_", "exclude_", "like_", "has_", "contains_", "contains_any_")).NonEmptyListOf()
        from value in Gen.OneOf(JsonSamples.Texts, ArbMap.Default.GeneratorFor<string>().Select(static text => text ?? ""), Gen.Elements("\"\\u0000\"", "\"\\ud800\"", "1e999", "-"))
        select string.Join('&', names.Select(name => $"{name.Item2}{name.Item1}={Uri.EscapeDataString(value)}"));

    static List<StoredObject> Naive(IEnumerable<StoredObject> rows, ObjectQuery query)
    {
        var selector = new RowSelector(query);
        var ordered = rows.Where(selector.Matches).OrderBy(static _ => 0);
        IReadOnlyList<Sort> sorts = query.Sorts.Count > 0 ? query.Sorts : [new Sort(FieldPath.LastModified, true)];
        foreach (var sort in sorts)
            ordered = sort.Descending ? ordered.ThenByDescending(row => sort.Field.Read(row)) : ordered.ThenBy(row => sort.Field.Read(row));
        return [.. ordered.Take(query.Limit)];
    }

    static string Ids(IEnumerable<StoredObject> rows) => string.Join(' ', rows.Select(static row => row.Id));
}
