using System.Diagnostics;

namespace KintoHawk.Server.Plugins.Prometheus;

/// <summary>The metrics about a process that all clients of Prometheus have, under their common names.</summary>
static class ProcessMetrics
{
    const string Descriptors = "/proc/self/fd";

    public static void Write(ExpositionWriter text)
    {
        using var process = Process.GetCurrentProcess();
        text.Write("process_virtual_memory_bytes", "Virtual memory size in bytes.", "gauge", process.VirtualMemorySize64);
        text.Write("process_resident_memory_bytes", "Resident memory size in bytes.", "gauge", process.WorkingSet64);
        text.Write("process_start_time_seconds", "Start time of the process since unix epoch in seconds.", "gauge", new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
        text.Write("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", "counter", process.TotalProcessorTime.TotalSeconds);
        if (OperatingSystem.IsLinux() && Directory.Exists(Descriptors))
            text.Write("process_open_fds", "Number of open file descriptors.", "gauge", Directory.EnumerateFileSystemEntries(Descriptors).Count());
    }
}
