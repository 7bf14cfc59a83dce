namespace KintoHawk.Core.Permissions;

/// <summary>Who asks. Groups are not part of it: the storage adds them when it answers.</summary>
public sealed class Caller
{
    /// <summary>The principal that everybody has.</summary>
    public const string Everyone = "system.Everyone";

    /// <summary>The principal that every authenticated user has.</summary>
    public const string Authenticated = "system.Authenticated";

    /// <summary>A request without usable credentials.</summary>
    public static Caller Anonymous { get; } = new(null, null, [Everyone]);

    Caller(string? policy, string? userId, IReadOnlyList<string> principals)
    {
        Policy = policy;
        UserId = userId;
        Principals = principals;
    }

    /// <summary>The name of the authentication policy that recognised the user; null when anonymous.</summary>
    public string? Policy { get; }

    /// <summary>The prefixed user id, for example <c>account:alice</c>; null when anonymous.</summary>
    public string? UserId { get; }

    /// <summary>The principals known without asking the storage.</summary>
    public IReadOnlyList<string> Principals { get; }

    /// <summary>The principal that becomes a writer of what this caller creates.</summary>
    public string Owner => UserId ?? Everyone;

    /// <summary>A recognised user.</summary>
    /// <param name="policy">The name of the policy, as configured.</param>
    /// <param name="userId">The prefixed user id, for example <c>account:alice</c>.</param>
    public static Caller User(string policy, string userId) => new(policy, userId, [Everyone, Authenticated, userId]);

    /// <summary>The user id, or <c>anonymous</c>.</summary>
    public override string ToString() => UserId ?? "anonymous";
}
