using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace KintoHawk.TestBackends;

/// <summary>The processes that a server has started.</summary>
static class ProcessTree
{
    /// <summary>All descendants of a process.</summary>
    public static IReadOnlyList<int> Descendants(int id)
    {
        var parents = new List<(int Id, int Parent)>();
        foreach (var folder in Directory.Exists("/proc") ? Directory.GetDirectories("/proc") : [])
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process) && Read(process) is { } status)
                parents.Add((process, status.Parent));
        }

        var found = new List<int>();
        var next = new Queue<int>([id]);
        while (next.TryDequeue(out var parent))
        {
            foreach (var (child, _) in parents.Where(entry => entry.Parent == parent))
            {
                found.Add(child);
                next.Enqueue(child);
            }
        }

        return found;
    }

    /// <summary>Keeps a process from doing anything more but being killed. Returns when it stands still, or is gone.</summary>
    public static async Task FreezeAsync(int id)
    {
        using var signal = Process.Start("kill", ["-STOP", id.ToString(CultureInfo.InvariantCulture)]);
        await signal.WaitForExitAsync().ConfigureAwait(false);
        while (Read(id) is { State: not ('T' or 't' or 'Z' or 'X') })
            await Task.Delay(1).ConfigureAwait(false);
    }

    public static void Kill(IEnumerable<int> processes)
    {
        foreach (var id in processes)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // Gone already.
            }
        }
    }

    /// <summary>False for a process that is gone, and for one that only waits for its parent to hear of its end.</summary>
    public static bool Lives(int id) => Read(id) is { State: not ('Z' or 'X') };

    static (char State, int Parent)? Read(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            // The name in parentheses may have spaces and parentheses.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
