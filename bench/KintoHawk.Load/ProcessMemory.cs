using System.Globalization;

namespace KintoHawk.Load;

/// <summary>
/// What the kernel says about the memory of a process, so that neither the garbage collector nor the server itself has a say in it. Linux only.
/// </summary>
sealed class ProcessMemory(int processId)
{
    /// <summary>The resident memory now, in bytes.</summary>
    public long Resident => Read("VmRSS:");

    /// <summary>The most that was resident since the start, or since it was <see cref="Forget"/>ed.</summary>
    public long Peak => Read("VmHWM:");

    /// <summary>Makes what is resident now the peak (proc(5), <c>clear_refs</c>).</summary>
    public void Forget() => File.WriteAllText($"/proc/{processId}/clear_refs", "5");

    long Read(string name)
    {
        foreach (var line in File.ReadLines($"/proc/{processId}/status"))
            if (line.StartsWith(name, StringComparison.Ordinal))
                return 1024 * long.Parse(line.AsSpan(name.Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture);
        throw new LoadFailedException($"The kernel does not tell {name} of the server.");
    }
}
