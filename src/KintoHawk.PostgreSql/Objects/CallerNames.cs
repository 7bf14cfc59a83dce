using KintoHawk.Core.Permissions;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>The names under which entries and memberships know a caller.</summary>
static class CallerNames
{
    /// <summary>The user ids whose groups are the caller's; none for the anonymous.</summary>
    public static string[] MembersOf(Caller caller) => caller.UserId is { } user ? [user, Caller.Authenticated] : [];
}
