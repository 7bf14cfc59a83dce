namespace KintoHawk.Server.Settings;

/// <summary>What stands before the colon in the user id of a Hawk caller.</summary>
public enum HawkPrincipal
{
    /// <summary>The name of the Hawk policy, as with kinto-hawk: a policy called <c>hawk</c> gives <c>hawk:alice</c>.</summary>
    Policy,

    /// <summary>Always <c>account</c>: a Hawk caller is the account that opened the session.</summary>
    Account,
}
