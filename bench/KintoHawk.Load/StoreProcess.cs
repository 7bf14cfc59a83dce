using System.Globalization;

namespace KintoHawk.Load;

/// <summary>A database server beside the measured one: a process and its children, whose processor time belongs to the cost of a request.</summary>
/// <param name="Name">The name in tables.</param>
/// <param name="ProcessId">The process that was started first.</param>
sealed record StoreProcess(string Name, int ProcessId)
{
    // Linux counts in hundredths of a second, whatever its own clock does (sysconf(_SC_CLK_TCK)).
    static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(10);

    /// <summary>The processor time of the process, of its children, and of those of them that have ended.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            long ticks = 0;
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
                if (int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out var id) && Read(id) is { } process && (id == ProcessId || process.Parent == ProcessId))
                    ticks += process.Own + (id == ProcessId ? process.Ended : 0);
            return ticks * _tick;
        }
    }

    /// <summary>proc(5): fields 4, 14 and 15, 16 and 17 of <c>stat</c>; the second, the name, may have blanks and ends with the last parenthesis.</summary>
    static (int Parent, long Own, long Ended)? Read(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), Ticks(fields[11]) + Ticks(fields[12]), Ticks(fields[13]) + Ticks(fields[14]));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        static long Ticks(string field) => long.Parse(field, CultureInfo.InvariantCulture);
    }
}
