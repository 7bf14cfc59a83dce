using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;

namespace KintoHawk.Server.Resources;

/// <summary>What happens to an object.</summary>
enum ChangeAction : byte
{
    Create,
    Update,
    Delete,
}

/// <summary>What a command is about to do to one object.</summary>
/// <param name="Change">The index of the change in the command; the timestamp of that change becomes the object's.</param>
/// <param name="Path">Which object.</param>
/// <param name="Action">What happens to it.</param>
/// <param name="Data">The new data, without <c>id</c> and <c>last_modified</c>; empty for a deletion.</param>
/// <param name="Access">The access list as it will be; empty for a deletion.</param>
sealed record Impact(int Change, ObjectPath Path, ChangeAction Action, ReadOnlyMemory<byte> Data, AccessControl Access);
