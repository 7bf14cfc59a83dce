using KintoHawk.Core.Permissions;

namespace KintoHawk.Core.Storage;

/// <summary>One entry of an access list.</summary>
/// <param name="Uri">The URI of the object.</param>
/// <param name="Principal">Who holds the permission.</param>
/// <param name="Permission">Exactly one permission.</param>
public sealed record AccessEntry(string Uri, string Principal, Permission Permission);
