using System.Diagnostics;

namespace KintoHawk.Load;

/// <summary>How fast the client alone makes signed requests, on one thread, without sending them: what of the figures is the client's.</summary>
/// <param name="Name">The scenario whose requests these are.</param>
/// <param name="PerSecond">Signed requests per second.</param>
sealed record SigningCost(string Name, double PerSecond)
{
    static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    public double Microseconds => 1e6 / PerSecond;

    public static SigningCost Measure(Scenario scenario, CancellationToken cancellationToken)
    {
        Run(scenario, cancellationToken); // the runtime compiles what is hot
        return new SigningCost(scenario.Name, Run(scenario, cancellationToken));
    }

    static double Run(Scenario scenario, CancellationToken cancellationToken)
    {
        var requests = scenario.Requests();
        var started = Stopwatch.GetTimestamp();
        for (var signed = 1; ; signed++)
        {
            requests.Next();
            if (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < Duration)
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            return signed / elapsed.TotalSeconds;
        }
    }
}
