using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;

namespace KintoHawk.Server.Resources;

/// <summary>From the variable segments of a route to object paths, and what a view says about the way there.</summary>
static class ResourcePaths
{
    /// <summary>The path of one object; the last value is its id.</summary>
    public static ObjectPath ObjectOf(Resource resource, IReadOnlyList<string> values) => new(resource, ParentUriOf(resource, values), values[^1]);

    /// <summary>The URI of the object that contains a set; "" for sets without parent.</summary>
    public static string ParentUriOf(Resource resource, IReadOnlyList<string> values)
    {
        if (resource.Parent is not { } parent)
            return "";
        return $"{ParentUriOf(parent, values)}/{parent.Plural}/{values[parent.Level]}";
    }

    /// <summary>The nearest containing object that should exist and does not; null when all is there.</summary>
    public static ObjectPath? MissingParent(this ObjectView view) => view.ParentExists ? null : view.Path.Parent;

    /// <summary>The access list as the caller sees it: whole for its direct writers, empty for everybody else (kinto-api §11).</summary>
    public static AccessControl VisibleAccess(this ObjectView view) => view.Held.HasFlag(Permission.Write) ? view.AccessControl : AccessControl.Empty;

    /// <summary>True when an id holds the one character that no backend can store.</summary>
    public static bool HasInvalidId(this ObjectPath path) => path.Id.Contains('\0') || path.ParentUri.Contains('\0');
}
