namespace KintoHawk.Server.Diagnostics;

/// <summary>Measures from its making to its disposal; the default value measures nothing.</summary>
readonly struct Timing(ServerMetrics? metrics, long started, string subject, string operation, TimedPart part) : IDisposable
{
    public void Dispose() => metrics?.Took(part, subject, operation, started);
}
