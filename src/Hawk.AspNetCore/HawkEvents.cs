namespace Hawk.AspNetCore;

/// <summary>What an application may do while a request is authenticated. Assign the delegates, or derive and override.</summary>
public class HawkEvents
{
    /// <summary>Runs after every check has passed, to build the principal or to refuse the caller after all.</summary>
    public Func<HawkCredentialVerifiedContext, Task> OnCredentialVerified { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Runs after a Hawk header was refused; it can look but not change the verdict.</summary>
    public Func<HawkRefusedContext, Task> OnRefused { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Invokes <see cref="OnCredentialVerified"/>.</summary>
    public virtual Task CredentialVerified(HawkCredentialVerifiedContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return OnCredentialVerified(context);
    }

    /// <summary>Invokes <see cref="OnRefused"/>.</summary>
    public virtual Task Refused(HawkRefusedContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return OnRefused(context);
    }
}
