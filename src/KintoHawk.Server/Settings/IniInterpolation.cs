using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace KintoHawk.Server.Settings;

/// <summary>Replaces <c>%(name)s</c> in the values of one section: by a key of the section, a variable, or a key of <c>[DEFAULT]</c>.</summary>
sealed class IniInterpolation(IniFile file, IniSection section, IReadOnlyDictionary<string, string> variables)
{
    /// <summary>How deep values may refer to each other; the bound of the reference, and the end of every circle.</summary>
    const int MaxDepth = 10;

    /// <summary>A bound for values that name others many times over, so that ten levels cannot fill the memory.</summary>
    const int MaxLength = 65_536;

    readonly IniSection? _defaults = file.Find(IniFile.DefaultSection);

    public bool TryResolve(IniEntry entry, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out SettingsError? error)
    {
        var text = new StringBuilder();
        var problem = Append(entry.Value, text, depth: 0);
        value = problem is null ? text.ToString() : null;
        error = problem is null ? null : new SettingsError(entry.Key, entry.Line, $"{entry.Key}: {problem}");
        return problem is null;
    }

    /// <summary>Appends the resolved value; what is wrong with it, or null.</summary>
    string? Append(string value, StringBuilder text, int depth)
    {
        if (depth > MaxDepth)
            return $"the value refers to other keys more than {MaxDepth} levels deep; accepted: fewer, and no circles.";
        var rest = value.AsSpan();
        while (rest.IndexOf('%') is var percent and >= 0)
        {
            text.Append(rest[..percent]);
            rest = rest[percent..];
            if (text.Length > MaxLength)
                return $"the value is longer than {MaxLength} characters.";
            if (rest.StartsWith("%%"))
            {
                text.Append('%');
                rest = rest[2..];
                continue;
            }

            var end = rest.IndexOf(")s");
            if (!rest.StartsWith("%(") || end < 0)
                return "a lone '%' in the value; accepted: %% for a percent sign, %(name)s for another value.";
            var name = rest[2..end].ToString();
            if (Find(name) is not { } found)
                return $"the value names %({name})s, which is not known; accepted: keys of this section and of [{IniFile.DefaultSection}], {string.Join(", ", variables.Keys)}.";
            if (Append(found, text, depth + 1) is { } problem)
                return problem;
            rest = rest[(end + 2)..];
        }

        text.Append(rest);
        return null;
    }

    // Variables are what the reference passes as defaults that replace those of the file; they hold no percent signs to resolve.
    string? Find(string name) =>
        section.Find(name)?.Value
        ?? (variables.TryGetValue(name, out var variable) ? variable.Replace("%", "%%", StringComparison.Ordinal) : _defaults?.Find(name)?.Value);
}
