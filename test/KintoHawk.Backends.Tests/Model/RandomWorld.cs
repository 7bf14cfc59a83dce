using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Model;

/// <summary>Makes commands and questions about a small world full of look-alikes, so that they often meet.</summary>
sealed class RandomWorld(int seed)
{
    static readonly string[] s_ids = ["a", "a0", "a_", "a-b", "A", "a'%"];
    static readonly string[] s_users = ["account:a", "account:a_", "account:ab"];
    static readonly string[] s_fields = ["n", "tag", "deep.n", "id", "last_modified", "deleted", "missing"];
    static readonly Permission[] s_permissions = [.. PermissionNames.All];

    readonly Random _random = new(seed);
    readonly List<long> _seen = [1, 2, 3];

    public int Below(int bound) => _random.Next(bound);

    public bool OneIn(int number) => _random.Next(number) == 0;

    /// <summary>Remembers timestamps, so that later commands ask for them again.</summary>
    public void Remember(IEnumerable<long> timestamps) => _seen.AddRange(timestamps.Where(static timestamp => timestamp != 0));

    public Caller NextCaller() => OneIn(5) ? Caller.Anonymous : Caller.User("account", Pick(s_users));

    public ObjectPath NextPath() => Below(11) switch
    {
        0 or 1 => NextBucket(),
        2 => ObjectPath.Account(Pick(s_ids)),
        3 => NextBucket().Child(Resource.Group, Pick(s_ids)),
        4 or 5 => NextCollection(),
        6 => NextBucket().Child(Resource.History, Pick(s_ids)),
        _ => NextCollection().Child(Resource.Record, Pick(s_ids)),
    };

    public ChangeSet NextChanges(long now)
    {
        var changes = new ChangeSet { ExpectedClock = OneIn(10) ? NextExpectedClock() : null };
        for (var rest = OneIn(3) ? 1 + Below(4) : 1; rest > 0; rest--)
        {
            var change = NextChange(now);
            var count = changes.Changes.Count;
            changes.Add(count > 0 && change is Change.Put put && OneIn(2) ? Stamped(put, Below(count)) : change);
        }

        return changes;
    }

    /// <summary>A kind that has tombstones, as storage calls it.</summary>
    public Resource NextResource() => NextPath().Resource;

    public IReadOnlyCollection<string> NextUris() => [.. Enumerable.Range(0, Below(6)).Select(_ => NextPath().Uri)];

    public IReadOnlyCollection<string> NextPrincipals() => [.. Enumerable.Range(0, Below(4)).Select(_ => NextPrincipal())];

    public string NextPrincipal() => Below(6) switch
    {
        0 => Caller.Everyone,
        1 => Caller.Authenticated,
        2 => NextBucket().Child(Resource.Group, Pick(s_ids)).Uri,
        _ => Pick(s_users),
    };

    public ObjectQuery NextQuery()
    {
        var path = NextPath();
        var isAccount = path.Resource.OwnPartition;
        return new ObjectQuery
        {
            Resource = path.Resource,
            ParentUri = isAccount ? (OneIn(2) ? null : path.Id) : path.ParentUri,
            Filters = [.. Enumerable.Range(0, Below(3)).Select(_ => NextFilter())],
            Sorts = [.. Enumerable.Range(0, Below(3)).Select(_ => new Sort(new FieldPath(Pick(s_fields)), OneIn(2)))],
            Limit = OneIn(2) ? 1 + Below(3) : int.MaxValue,
            IncludeTombstones = OneIn(2),
            CountOnly = OneIn(4),
            KnownTimestamp = OneIn(5) ? _seen[^(1 + Below(3))] : null,
            Sufficient = OneIn(2) ? default : new Grants(Permission.None, NextPermission(), NextPermission(), Permission.None),
            PrivilegedPrincipals = OneIn(2) ? [Caller.Everyone] : OneIn(2) ? [NextPrincipal()] : [],
            SharedBy = NextPermission() | NextPermission(),
        };
    }

    Change NextChange(long now)
    {
        var path = NextPath();
        return Below(11) switch
        {
            10 => new Change.Trim(path with { Id = "" }, [.. Enumerable.Range(0, Below(2)).Select(_ => NextFilter())], Below(3), Below(3)),
            0 => new Change.SetAccess(path, NextAccess(), NextAccess()),
            1 => new Change.SetMembers(NextBucket().Child(Resource.Group, Pick(s_ids)), [.. Enumerable.Range(0, Below(3)).Select(_ => NextMember())]),
            2 or 3 => new Change.Delete(path, OneIn(3) ? NextTimestamp(now) : null, NextExpected()),
            _ => new Change.Put(path, NextData(), OneIn(3) ? NextTimestamp(now) : null, NextExpected()),
        };
    }

    static Change.Put Stamped(Change.Put put, int change)
    {
        var member = Encoding.UTF8.GetBytes("""{"n":}""");
        return put with { Data = member, Stamp = new Stamp(change, member.Length - 1) };
    }

    ObjectPath NextBucket() => ObjectPath.Bucket(Pick(s_ids[..3]));

    ObjectPath NextCollection() => NextBucket().Child(Resource.Collection, Pick(s_ids[..4]));

    ExpectedClock NextExpectedClock()
    {
        var path = NextPath();
        return new ExpectedClock(path.Resource, path.Resource.OwnPartition && OneIn(2) ? null : path.Partition, _seen[^(1 + Below(3))]);
    }

    Expected NextExpected() => Below(8) switch
    {
        0 => Expected.Absent,
        1 => Expected.Present,
        2 => Expected.At(Pick(_seen)),
        _ => Expected.Whatever,
    };

    long NextTimestamp(long now) => Below(5) switch
    {
        0 => Below(5),
        1 => now + Below(2000) - 1000,
        2 => _seen[^1],
        _ => Pick(_seen),
    };

    ReadOnlyMemory<byte> NextData() => Encoding.UTF8.GetBytes(Below(4) switch
    {
        0 => "{}",
        1 => $$"""{"n":{{Below(4)}}}""",
        2 => $$"""{"tag":"{{Pick(s_ids)}}","n":"{{Below(4)}}"}""",
        _ => $$"""{"deep":{"n":{{Below(4)}}},"tag":["x",{{Below(2)}}]}""",
    });

    Filter NextFilter()
    {
        var field = new FieldPath(Pick(s_fields));
        var comparison = Enum.GetValues<Comparison>()[Below(12)];
        var value = Below(3) switch
        {
            0 => FieldValue.FromInteger(OneIn(2) ? Pick(_seen) : Below(4)),
            1 => FieldValue.FromString(Pick(s_ids)),
            _ => FieldValue.True,
        };
        if (comparison is Comparison.In or Comparison.Exclude or Comparison.Contains or Comparison.ContainsAny)
            value = FieldValue.FromValues([value, FieldValue.FromString(Pick(s_ids)), FieldValue.FromString(Pick(s_ids))]);
        else if (comparison is Comparison.Like)
            value = FieldValue.FromString(Pick(s_ids) + "*");
        else if (comparison is Comparison.Has)
            value = OneIn(2) ? FieldValue.True : FieldValue.False;
        return new Filter(field, comparison, value);
    }

    AccessControl NextAccess()
    {
        var access = AccessControl.Empty;
        for (var rest = Below(3); rest > 0; rest--)
            access = access.With(Pick(s_permissions), Enumerable.Range(0, Below(3)).Select(_ => NextPrincipal()));
        return access;
    }

    Permission NextPermission() => OneIn(3) ? Permission.None : Pick(s_permissions);

    string NextMember() => OneIn(5) ? Caller.Authenticated : Pick(s_users);

    TItem Pick<TItem>(IReadOnlyList<TItem> items) => items[Below(items.Count)];
}
