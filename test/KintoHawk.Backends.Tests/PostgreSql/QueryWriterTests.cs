using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.PostgreSql.Objects;
using Npgsql;

namespace KintoHawk.Backends.Tests.PostgreSql;

public sealed class QueryWriterTests
{
    const string Hostile = "x'); DROP TABLE objects; --";

    static readonly Caller _user = Caller.User("account", Hostile);

    static readonly ObjectQuery _records = new()
    {
        Resource = Resource.Record,
        ParentUri = $"/buckets/{Hostile}/collections/{Hostile}",
        Sufficient = PermissionTree.Sufficient(Resource.Record, Question.List),
        SharedBy = PermissionTree.SharedBy(Resource.Record, Question.List),
        PrivilegedPrincipals = [Hostile + "principal"],
    };

    [Fact]
    public void What_comes_from_outside_is_never_in_the_text()
    {
        var value = FieldValue.FromString(Hostile);
        foreach (var comparison in Enum.GetValues<Comparison>())
        {
            foreach (var field in (FieldPath[])[new(Hostile), new($"a.{Hostile}"), FieldPath.Id, FieldPath.LastModified])
            {
                var query = _records with { Filters = [new Filter(field, comparison, value)], Sorts = [new Sort(field, true)], After = [value], Limit = 7777, KnownTimestamp = 8888 };
                foreach (var shape in (ObjectQuery[])[query, query with { CountOnly = true }, query with { PrivilegedPrincipals = [Caller.Everyone] }, query with { Resource = Resource.Collection, ParentUri = $"/buckets/{Hostile}" }])
                {
                    var writer = new QueryWriter(shape, _user, default);
                    foreach (var command in (NpgsqlBatchCommand?[])[writer.WriteSurroundings(), writer.WriteRows(), writer.WriteShared()])
                    {
                        Assert.DoesNotContain("DROP", command?.CommandText ?? "", StringComparison.OrdinalIgnoreCase);
                        Assert.DoesNotContain("7777", command?.CommandText ?? "", StringComparison.Ordinal);
                        Assert.DoesNotContain("8888", command?.CommandText ?? "", StringComparison.Ordinal);
                    }
                }
            }
        }
    }

    [Fact]
    public void Questions_of_one_shape_are_one_statement()
    {
        static string Text(string bucket, string value) => new QueryWriter(
            _records with
            {
                ParentUri = $"/buckets/{bucket}/collections/c",
                Filters = [new Filter(new FieldPath(value), Comparison.Equal, FieldValue.FromString(value)), new Filter(FieldPath.LastModified, Comparison.GreaterThan, FieldValue.FromInteger(value.Length))],
            },
            Caller.User("account", value),
            default).WriteRows()!.CommandText;

        Assert.Equal(Text("b", "x"), Text("another", "yy"));
    }

    [Fact]
    public void Who_is_privileged_anyway_is_not_asked_about()
    {
        var writer = new QueryWriter(_records with { PrivilegedPrincipals = [Caller.Authenticated] }, _user, default);

        Assert.DoesNotContain("access_control_entries", writer.WriteRows()!.CommandText, StringComparison.Ordinal);
        Assert.Null(writer.WriteShared());
    }

    [Fact]
    public void Where_the_other_database_has_answered_nothing_is_asked_about_permissions()
    {
        foreach (var sight in (Sight[])[new Sight(true, null), new Sight(false, [Hostile])])
        {
            var writer = new QueryWriter(_records, _user, sight);
            var text = writer.WriteSurroundings(access: false).CommandText + writer.WriteRows()!.CommandText;

            Assert.DoesNotContain("access_control_entries", text, StringComparison.Ordinal);
            Assert.DoesNotContain("user_principals", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_list_that_can_have_no_rows_is_not_asked()
    {
        Assert.Null(new QueryWriter(_records with { Limit = 0 }, _user, default).WriteRows());
        Assert.Null(new QueryWriter(_records with { Limit = -1 }, _user, default).WriteRows());
        Assert.Null(new QueryWriter(_records with { Sufficient = default, SharedBy = Permission.None, PrivilegedPrincipals = [] }, _user, default).WriteRows());
    }

    [Theory]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("[\"\\u0000\"]")]
    [InlineData("{\"\\u0000\":1}")]
    public void What_nothing_stored_can_equal_is_not_sent(string json)
    {
        var command = new NpgsqlBatchCommand();
        var conditions = new ConditionWriter(new ParameterList(command.Parameters));
        Filter Where(FieldPath field, Comparison comparison) => new(field, comparison, FieldValue.FromJson(Encoding.UTF8.GetBytes(json)));

        Assert.Equal("FALSE", conditions.Write(Where(new FieldPath("a"), Comparison.Equal)));
        Assert.Equal("TRUE", conditions.Write(Where(new FieldPath("a"), Comparison.Not)));
        Assert.Equal("FALSE", conditions.Write(Where(FieldPath.Id, Comparison.Equal)));
        Assert.Equal("FALSE", conditions.Write(new Filter(new FieldPath("a"), Comparison.Contains, FieldValue.FromValues([FieldValue.FromJson(Encoding.UTF8.GetBytes(json))]))));
        Assert.Empty(command.Parameters);
    }

    [Fact]
    public void A_backslash_before_a_zero_is_no_zero_character() => Assert.False(Unstorable.IsIn(FieldValue.FromString("\\u0000")));
}
