namespace KintoHawk.Load;

/// <summary>The part of a document that a run replaces: what stands between two comments.</summary>
static class DocumentTable
{
    /// <exception cref="LoadFailedException">The document is missing, or has no such part.</exception>
    public static async Task ReplaceAsync(string file, string section, string table, CancellationToken cancellationToken)
    {
        var text = await ReadAsync(file, section, cancellationToken);
        var (begin, end) = Place(text, section);
        await File.WriteAllTextAsync(file, text[..begin] + table + text[end..], cancellationToken);
    }

    /// <summary>Looks before the run, not after it.</summary>
    /// <exception cref="LoadFailedException">The document is missing, or has no such part.</exception>
    public static Task CheckAsync(string file, string section, CancellationToken cancellationToken) => ReadAsync(file, section, cancellationToken);

    static async Task<string> ReadAsync(string file, string section, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            throw new LoadFailedException($"There is no file {file}.");
        var text = await File.ReadAllTextAsync(file, cancellationToken);
        if (Place(text, section) is (< 0, _) or (_, < 0))
            throw new LoadFailedException($"{file} has no place for the table: {Begin(section).Trim()} and {End(section)}.");
        return text;
    }

    static (int Begin, int End) Place(string text, string section)
    {
        var begin = text.IndexOf(Begin(section), StringComparison.Ordinal);
        return begin < 0 ? (-1, -1) : (begin + Begin(section).Length, text.IndexOf(End(section), begin, StringComparison.Ordinal));
    }

    static string Begin(string section) => $"<!-- {section}:begin -->\n";

    static string End(string section) => $"<!-- {section}:end -->";
}
