using System.Diagnostics;

namespace Hawk.AspNetCore.Diagnostics;

/// <summary>The activity around the verification of a request. Its only tag is the outcome, from a closed list; nothing is made when nobody listens.</summary>
static class HawkTraces
{
    const string Outcome = "hawk.outcome";

    static readonly ActivitySource Source = new(HawkDefaults.ActivitySourceName);

    public static Activity? StartVerification() => Source.StartActivity("hawk.verify");

    public static void SetOutcome(Activity? activity, HawkRefusal? refusal)
    {
        if (activity is { IsAllDataRequested: true })
            activity.SetTag(Outcome, refusal is null ? "accepted" : refusal.Reason);
    }
}
