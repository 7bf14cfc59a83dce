using Hawk.Fuzz;
using KintoHawk.Server.Settings;

namespace KintoHawk.Fuzz.Parsers;

/// <summary>An ini file: read with its errors, and every value interpolated within bounds.</summary>
sealed class IniFuzz : IFuzzTarget
{
    const int LongestValue = 70_000;

    static readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal) { ["here"] = "/srv", ["__file__"] = "/srv/kinto.ini" };

    public string Name => "ini";

    public long AllocationBase => 50_000_000; // every key may stand for the longest value

    public int AllocationPerCharacter => 300_000;

    public IReadOnlyList<string> Seeds => [];

    public OutcomeHash Run(string input, Meter meter)
    {
        meter.Start();
        var file = IniFile.Parse(input);
        meter.Stop();
        var (entries, broken) = (0, 0);
        foreach (var section in file.Sections)
        {
            var interpolation = new IniInterpolation(file, section, _variables);
            foreach (var entry in section.Entries.Take(100))
            {
                BrokenInvariantException.Unless(entry.Key.Length > 0 && entry.Line > 0, "A key without name or line");
                entries++;
                if (!interpolation.TryResolve(entry, out var value, out var error))
                    broken++;
                BrokenInvariantException.Unless(value is null || value.Length < LongestValue + entry.Value.Length, $"A value of {value?.Length} characters");
                BrokenInvariantException.Unless(value is null != error is null, "Neither a value nor an error");
            }
        }

        return OutcomeHash.Start(1).With((ulong)Math.Min(file.Sections.Count, 8)).With((ulong)Math.Min(entries, 16)).With((ulong)Math.Min(broken, 4)).With((ulong)Math.Min(file.Errors.Count, 8));
    }
}
