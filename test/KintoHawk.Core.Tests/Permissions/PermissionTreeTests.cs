using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;

namespace KintoHawk.Core.Tests.Permissions;

/// <summary>The inheritance table of the protocol (kinto-api §14.2), cell by cell.</summary>
public sealed class PermissionTreeTests
{
    static readonly Resource[] _resources = [Resource.Bucket, Resource.Group, Resource.Collection, Resource.Record, Resource.Account];

    // Who is granted what: question, then the stored permissions that grant it, as level:name. Everything that is not listed grants nothing.
    public static TheoryData<string, Question, string> Table => new()
    {
        { "bucket", Question.Read, "0:read 0:write 0:collection:create 0:group:create" },
        { "bucket", Question.Write, "0:write" },
        { "bucket", Question.Create, "" },
        { "bucket", Question.List, "" },
        { "bucket", Question.DeleteAll, "" },
        { "group", Question.Read, "0:read 0:write 1:read 1:write" },
        { "group", Question.Write, "0:write 1:write" },
        { "group", Question.Create, "0:write 0:group:create" },
        { "group", Question.List, "0:read 0:write" },
        { "group", Question.DeleteAll, "0:write" },
        { "collection", Question.Read, "0:read 0:write 1:read 1:write 1:record:create" },
        { "collection", Question.Write, "0:write 1:write" },
        { "collection", Question.Create, "0:write 0:collection:create" },
        { "collection", Question.List, "0:read 0:write" },
        { "collection", Question.DeleteAll, "0:write" },
        { "record", Question.Read, "0:read 0:write 1:read 1:write 2:read 2:write" },
        { "record", Question.Write, "0:write 1:write 2:write" },
        { "record", Question.Create, "0:write 1:write 1:record:create" },
        { "record", Question.List, "0:read 0:write 1:read 1:write" },
        { "record", Question.DeleteAll, "0:write 1:write" },
        { "account", Question.Read, "0:read 0:write" },
        { "account", Question.Write, "0:write" },
        { "account", Question.Create, "" },
        { "account", Question.List, "" },
        { "account", Question.DeleteAll, "" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_question_is_granted_by_exactly_the_listed_permissions(string name, Question question, string granters)
    {
        var resource = _resources.Single(r => r.Name == name);
        var granted = new List<string>();
        for (var level = 0; level <= 2; level++)
            foreach (var permission in PermissionNames.All)
                if (PermissionTree.Allows(resource, question, default(Grants).With(level, permission)))
                    granted.Add($"{level}:{PermissionNames.NameOf(permission)}");

        Assert.Equal(granters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), granted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_table_has_every_kind_and_question() =>
        Assert.Equal(_resources.Length * Enum.GetValues<Question>().Length, Table.Count);

    [Theory]
    [InlineData("bucket", Question.List, Permission.Read | Permission.Write | Permission.CreateCollection | Permission.CreateGroup)]
    [InlineData("collection", Question.List, Permission.Read | Permission.Write | Permission.CreateRecord)]
    [InlineData("group", Question.List, Permission.Read | Permission.Write)]
    [InlineData("record", Question.List, Permission.Read | Permission.Write)]
    [InlineData("record", Question.DeleteAll, Permission.Write)]
    [InlineData("bucket", Question.DeleteAll, Permission.Write)]
    public void Shared_objects_appear_by_their_own_entries(string name, Question question, Permission expected) =>
        Assert.Equal(expected, PermissionTree.SharedBy(_resources.Single(r => r.Name == name), question));
}
