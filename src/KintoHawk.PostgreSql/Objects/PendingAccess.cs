using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Changes of access lists of different objects, collected for one call.</summary>
sealed class PendingAccess
{
    readonly HashSet<string> _objects = new(StringComparer.Ordinal);
    readonly List<(string Uri, string Permission)> _replaced = [];
    readonly List<(string Uri, string Permission, string Principal)> _added = [];

    public bool IsEmpty => _objects.Count == 0;

    /// <summary>True when there is a change of this object's list already.</summary>
    public bool Concerns(string uri) => _objects.Contains(uri);

    public void Add(Change.SetAccess change)
    {
        var uri = StorableText.Check(change.Path.Uri);
        _objects.Add(uri);
        foreach (var permission in change.Replaced.Entries.Keys)
            _replaced.Add((uri, PermissionNames.NameOf(permission)));
        Add(uri, change.Replaced);
        Add(uri, change.Added);
    }

    /// <summary>Hands over the arguments, and is empty again.</summary>
    public void Take(ParameterList parameters)
    {
        parameters.Texts(_replaced.Select(static entry => entry.Uri));
        parameters.Texts(_replaced.Select(static entry => entry.Permission));
        parameters.Texts(_added.Select(static entry => entry.Uri));
        parameters.Texts(_added.Select(static entry => entry.Permission));
        parameters.Texts(_added.Select(static entry => entry.Principal));
        _objects.Clear();
        _replaced.Clear();
        _added.Clear();
    }

    void Add(string uri, AccessControl entries)
    {
        foreach (var (permission, principals) in entries.Entries)
            foreach (var principal in principals)
                _added.Add((uri, PermissionNames.NameOf(permission), StorableText.Check(principal)));
    }
}
