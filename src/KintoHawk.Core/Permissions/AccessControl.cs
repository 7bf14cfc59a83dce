using System.Collections.Immutable;

namespace KintoHawk.Core.Permissions;

/// <summary>The access list of one object: for each permission the principals that hold it. Immutable.</summary>
public sealed class AccessControl
{
    /// <summary>No entries at all.</summary>
    public static AccessControl Empty { get; } = new(ImmutableSortedDictionary<Permission, ImmutableSortedSet<string>>.Empty);

    static readonly ImmutableSortedSet<string> _nobody = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    AccessControl(ImmutableSortedDictionary<Permission, ImmutableSortedSet<string>> entries) => Entries = entries;

    /// <summary>The listed permissions. A listed permission may have no principals: replacing with it empties the permission.</summary>
    public ImmutableSortedDictionary<Permission, ImmutableSortedSet<string>> Entries { get; }

    /// <summary>The principals that hold a permission; empty when it is not listed.</summary>
    public ImmutableSortedSet<string> this[Permission permission] => Entries.GetValueOrDefault(permission, _nobody);

    /// <summary>A copy in which the permission is listed with exactly these principals.</summary>
    public AccessControl With(Permission permission, IEnumerable<string> principals) =>
        new(Entries.SetItem(permission, principals.ToImmutableSortedSet(StringComparer.Ordinal)));

    /// <summary>A copy in which the principal also holds the permission.</summary>
    public AccessControl Adding(Permission permission, string principal) =>
        new(Entries.SetItem(permission, this[permission].Add(principal)));

    /// <summary>A copy in which every permission that <paramref name="replacement"/> lists has its principals.</summary>
    public AccessControl Replacing(AccessControl replacement) => new(Entries.SetItems(replacement.Entries));
}
