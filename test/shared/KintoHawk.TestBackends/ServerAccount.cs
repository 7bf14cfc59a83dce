namespace KintoHawk.TestBackends;

/// <summary>Who runs the servers: PostgreSQL and memcached refuse to run as root, so that root hands them to a user without rights.</summary>
/// <param name="UserId">The user.</param>
/// <param name="GroupId">Its group.</param>
sealed record ServerAccount(string UserId, string GroupId)
{
    /// <summary>Null where this process may run them itself.</summary>
    public static ServerAccount? Current { get; } = Environment.IsPrivilegedProcess ? Find("postgres") ?? Find("nobody") : null;

    /// <summary>The command that runs another as this user, and keeps its process id.</summary>
    public IEnumerable<string> Prefix => [Programs.Find("setpriv", "util-linux"), "--reuid", UserId, "--regid", GroupId, "--clear-groups", "--"];

    static ServerAccount? Find(string name) => File.ReadLines("/etc/passwd").Select(static line => line.Split(':'))
        .Where(fields => fields[0] == name && fields.Length > 3)
        .Select(static fields => new ServerAccount(fields[2], fields[3]))
        .FirstOrDefault();
}
