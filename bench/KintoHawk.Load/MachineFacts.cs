using System.Diagnostics;
using System.Runtime.InteropServices;

namespace KintoHawk.Load;

/// <summary>What a reader has to know about the machine to compare figures.</summary>
sealed record MachineFacts
{
    const int FlushedBytes = 4096;
    const int Flushes = 101;

    public required int Cores { get; init; }

    /// <summary>The model of the processor; null when the system does not say.</summary>
    public required string? Processor { get; init; }

    public required long MemoryBytes { get; init; }

    public required string System { get; init; }

    public required string Architecture { get; init; }

    public required string Runtime { get; init; }

    /// <summary>The file system of the data folder.</summary>
    public required string FileSystem { get; init; }

    /// <summary>How long it takes to append 4 KB to a file and flush them to the disk: the least that an acknowledged write can take.</summary>
    public required TimeSpan Flush { get; init; }

    /// <summary>How many threads wanted to run in the minute before; null when the system does not say. More than one says the machine was not quiet.</summary>
    public required double? LoadBefore { get; init; }

    public static MachineFacts Collect(string dataFolder) => new()
    {
        Cores = Environment.ProcessorCount,
        Processor = Line("/proc/cpuinfo", "model name")?.Split(':', 2)[^1].Trim(),
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        System = RuntimeInformation.OSDescription,
        Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
        Runtime = RuntimeInformation.FrameworkDescription,
        FileSystem = FileSystemOf(dataFolder),
        Flush = MeasureFlush(dataFolder),
        LoadBefore = double.TryParse(Line("/proc/loadavg", "")?.Split(' ')[0], out var load) ? load : null,
    };

    static string? Line(string file, string start) =>
        File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) : null;

    static string FileSystemOf(string folder) => DriveInfo.GetDrives()
        .Where(drive => folder.StartsWith(drive.RootDirectory.FullName, StringComparison.Ordinal))
        .MaxBy(static drive => drive.RootDirectory.FullName.Length)?.DriveFormat ?? "unknown";

    static TimeSpan MeasureFlush(string folder)
    {
        using var file = File.OpenHandle(
            Path.Combine(folder, "flush"), FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        var block = new byte[FlushedBytes];
        var durations = new TimeSpan[Flushes];
        for (var number = 0; number < Flushes; number++)
        {
            var started = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, block, (long)number * FlushedBytes);
            RandomAccess.FlushToDisk(file);
            durations[number] = Stopwatch.GetElapsedTime(started);
        }

        Array.Sort(durations);
        return durations[Flushes / 2];
    }
}
