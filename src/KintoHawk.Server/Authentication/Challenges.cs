using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Authentication;

/// <summary>The <c>WWW-Authenticate</c> fields of a 401, one per policy, Basic first (kinto-api §14.1, §25).</summary>
sealed class Challenges
{
    public Challenges(KintoHawkOptions options)
    {
        All = [.. options.Policies.Select(ChallengeOf).OrderBy(static challenge => challenge.StartsWith("Basic", StringComparison.Ordinal) ? 0 : 1)];
        var basic = All.Where(static challenge => challenge.StartsWith("Basic", StringComparison.Ordinal)).Take(1).ToArray();
        Basic = basic.Length > 0 ? basic : ["Basic realm=\"Realm\""];
    }

    public IReadOnlyList<string> All { get; }

    /// <summary>The one challenge of endpoints that a name and password open.</summary>
    public IReadOnlyList<string> Basic { get; }

    static string ChallengeOf(AuthenticationPolicy policy)
    {
        var scheme = policy.Kind is AuthenticationPolicyKind.Hawk ? "Hawk" : policy.OpenId?.HeaderType ?? "Basic";
        return $"{scheme} realm=\"{policy.Realm}\"";
    }
}
