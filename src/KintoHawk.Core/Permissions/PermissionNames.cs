using System.Numerics;

namespace KintoHawk.Core.Permissions;

/// <summary>The wire names of permissions (<c>read</c>, <c>record:create</c>, …).</summary>
public static class PermissionNames
{
    /// <summary>Every single permission that can be stored on an object, in the order of the wire documentation.</summary>
    public static IReadOnlyList<Permission> All { get; } =
        [Permission.Read, Permission.Write, Permission.CreateCollection, Permission.CreateGroup, Permission.CreateRecord];

    /// <summary>The wire name of one single permission.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is <see cref="Permission.None"/> or a combination.</exception>
    public static string NameOf(Permission permission) => permission switch
    {
        Permission.Read => "read",
        Permission.Write => "write",
        Permission.CreateBucket => "bucket:create",
        Permission.CreateCollection => "collection:create",
        Permission.CreateGroup => "group:create",
        Permission.CreateRecord => "record:create",
        Permission.CreateAccount => "account:create",
        _ => throw new ArgumentOutOfRangeException(nameof(permission)),
    };

    /// <summary>The permission of a wire name, or <see cref="Permission.None"/> for an unknown name.</summary>
    public static Permission Parse(string name) => name switch
    {
        "read" => Permission.Read,
        "write" => Permission.Write,
        "bucket:create" => Permission.CreateBucket,
        "collection:create" => Permission.CreateCollection,
        "group:create" => Permission.CreateGroup,
        "record:create" => Permission.CreateRecord,
        "account:create" => Permission.CreateAccount,
        _ => Permission.None,
    };

    /// <summary>The single permissions of a set, in wire order.</summary>
    public static IEnumerable<Permission> Each(Permission set)
    {
        for (var rest = (uint)set; rest != 0; rest &= rest - 1)
            yield return (Permission)(1u << BitOperations.TrailingZeroCount(rest));
    }
}
