using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>The set and the caller of one statement as pieces of its text. Each becomes a parameter when it is first used, and only then.</summary>
sealed class SetScope(ObjectQuery query, Caller caller, IReadOnlyList<ObjectPath> levels, ParameterList parameters)
{
    string? _partition;
    string? _kind;
    string? _principals;
    string? _members;

    public ParameterList Parameters => parameters;

    /// <summary>A condition on <c>objects</c> or <c>timestamps</c>: the row is of the set.</summary>
    public string InSet => query.ParentUri is null
        ? $"resource_name = {Kind} AND parent_id = id"
        : $"parent_id = {_partition ??= parameters.Text(query.ParentUri)} AND resource_name = {Kind}";

    public string Kind => _kind ??= parameters.Text(query.Resource.Name);

    /// <summary>The principals known of the caller.</summary>
    public string Principals => _principals ??= parameters.Texts(caller.Principals);

    /// <summary>The user ids whose groups are the caller's.</summary>
    public string Members => _members ??= parameters.Texts(CallerNames.MembersOf(caller));

    /// <summary>A condition on an access control <c>entry</c>: it names the caller, or a group of the caller. Of the entries few name groups; the groups of a caller need not be few, and the offset says not to read them all.</summary>
    public string IsOfCaller => caller.UserId is null
        ? $"entry.principal = ANY({Principals})"
        : $"(entry.principal = ANY({Principals}) OR (entry.principal LIKE '/%' AND EXISTS (SELECT 1 FROM user_principals AS membership "
            + $"WHERE membership.user_id = ANY({Members}) AND membership.principal = entry.principal OFFSET 0)))";

    /// <summary>The URI of a level above the set.</summary>
    public string Uri(int level) => parameters.Text(levels[level].Uri);
}
