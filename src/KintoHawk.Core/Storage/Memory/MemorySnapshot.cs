using System.Collections.Immutable;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;

namespace KintoHawk.Core.Storage.Memory;

/// <summary>Everything stored, at one moment.</summary>
/// <param name="CreatedAt">When the storage was made; the timestamp of sets without parent that were never written to.</param>
sealed record MemorySnapshot(long CreatedAt)
{
    static readonly ImmutableSortedSet<string> _nobody = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The sets that were written to, or whose clock is remembered; by <see cref="SetKey"/>.</summary>
    public PrefixMap<MemorySet> Sets { get; init; } = PrefixMap<MemorySet>.Empty;

    /// <summary>Access lists by object URI; none is empty, and neither is any of its permissions.</summary>
    public PrefixMap<AccessControl> Access { get; init; } = PrefixMap<AccessControl>.Empty;

    /// <summary>The members of each group, by group URI.</summary>
    public PrefixMap<ImmutableSortedSet<string>> Members { get; init; } = PrefixMap<ImmutableSortedSet<string>>.Empty;

    /// <summary>The group URIs of each user: <see cref="Members"/>, turned round.</summary>
    public PrefixMap<ImmutableSortedSet<string>> Groups { get; init; } = PrefixMap<ImmutableSortedSet<string>>.Empty;

    /// <summary>
    /// The key of a set. Those inside an object start with its URI and a slash; those of kinds that are their own partition start with
    /// the kind, so that they can be listed together.
    /// </summary>
    public static string SetKey(Resource resource, string partition) =>
        resource.OwnPartition ? $"{resource.Name}!{partition}" : $"{partition}/{resource.Name}";

    /// <summary>The word of the kind in the key of a set.</summary>
    public static ReadOnlySpan<char> ResourceNameIn(string setKey) =>
        setKey.StartsWith('/') ? setKey.AsSpan(setKey.LastIndexOf('/') + 1) : setKey.AsSpan(0, setKey.IndexOf('!'));

    /// <summary>The set, if it was ever written to or its clock is remembered.</summary>
    public MemorySet? FindSet(Resource resource, string partition) =>
        Sets.TryFind(SetKey(resource, partition), out var set) ? set : null;

    /// <summary>The live object at a path.</summary>
    public StoredObject? FindLive(ObjectPath path) => FindSet(path.Resource, path.Partition)?.FindLive(path.Id);

    /// <summary>What a set's clock shows before its first write.</summary>
    public long ClockBeforeFirstWrite(ObjectPath? parent) => parent is not null && FindLive(parent) is { } live ? live.LastModified : CreatedAt;

    /// <summary>The access list of an object; empty when it has none.</summary>
    public AccessControl AccessOf(string uri) => Access.TryFind(uri, out var list) ? list : AccessControl.Empty;

    /// <summary>The groups of one user, or of <c>system.Authenticated</c>.</summary>
    public ImmutableSortedSet<string> GroupsOf(string member) => Groups.TryFind(member, out var groups) ? groups : _nobody;

    /// <summary>The caller's principals, with the groups.</summary>
    public IReadOnlyList<string> PrincipalsOf(Caller caller) => caller.UserId is not { } user
        ? caller.Principals
        : [.. caller.Principals, .. GroupsOf(user).Union(GroupsOf(Caller.Authenticated))];

    /// <summary>True when the caller is a member of a group.</summary>
    public bool IsMember(Caller caller, string group) =>
        caller.UserId is { } user && (GroupsOf(user).Contains(group) || GroupsOf(Caller.Authenticated).Contains(group));

    /// <summary>
    /// What the caller holds by entries on an object. Starts from the entries, for these are few; the groups of a caller need not be.
    /// </summary>
    public Permission HeldOn(string uri, Caller caller)
    {
        var held = Permission.None;
        foreach (var (permission, holders) in AccessOf(uri).Entries)
            if (caller.Principals.Any(holders.Contains) || GroupsAmong(holders).Any(group => IsMember(caller, group)))
                held |= permission;
        return held;
    }

    /// <summary>A copy in which the object has this access list; permissions that nobody holds are left out.</summary>
    public MemorySnapshot WithAccess(string uri, AccessControl list)
    {
        var held = AccessControl.Empty;
        foreach (var (permission, holders) in list.Entries)
            if (!holders.IsEmpty)
                held = held.With(permission, holders);
        return this with { Access = held.Entries.IsEmpty ? Access.Without(uri) : Access.With(uri, held) };
    }

    /// <summary>A copy in which the group has exactly these members.</summary>
    public MemorySnapshot WithMembers(string group, IEnumerable<string> members)
    {
        var after = members.ToImmutableSortedSet(StringComparer.Ordinal);
        var before = Members.TryFind(group, out var known) ? known : _nobody;
        var groups = Groups;
        foreach (var member in before.Except(after))
            groups = GroupsOf(member).Remove(group) is { IsEmpty: false } rest ? groups.With(member, rest) : groups.Without(member);
        foreach (var member in after.Except(before))
            groups = groups.With(member, GroupsOf(member).Add(group));
        return this with { Groups = groups, Members = after.IsEmpty ? Members.Without(group) : Members.With(group, after) };
    }

    /// <summary>The holders that are groups: their URIs begin with a slash, so they stand together.</summary>
    static IEnumerable<string> GroupsAmong(ImmutableSortedSet<string> holders)
    {
        var first = holders.IndexOf("/");
        for (var i = first < 0 ? ~first : first; i < holders.Count && holders[i].StartsWith('/'); i++)
            yield return holders[i];
    }
}
