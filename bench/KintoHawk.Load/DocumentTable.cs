namespace KintoHawk.Load;

/// <summary>The part of a document that a run replaces: what stands between two comments.</summary>
static class DocumentTable
{
    const string Begin = "<!-- load:begin -->\n";
    const string End = "<!-- load:end -->";

    /// <exception cref="LoadFailedException">The document is missing, or has no such part.</exception>
    public static async Task ReplaceAsync(string file, string table, CancellationToken cancellationToken)
    {
        var text = await ReadAsync(file, cancellationToken);
        await File.WriteAllTextAsync(file, text[..(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + table + text[text.IndexOf(End, StringComparison.Ordinal)..], cancellationToken);
    }

    /// <summary>Looks before the run, not after it.</summary>
    /// <exception cref="LoadFailedException">The document is missing, or has no such part.</exception>
    public static Task CheckAsync(string file, CancellationToken cancellationToken) => ReadAsync(file, cancellationToken);

    static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            throw new LoadFailedException($"There is no file {file}.");
        var text = await File.ReadAllTextAsync(file, cancellationToken);
        return text.IndexOf(Begin, StringComparison.Ordinal) is >= 0 and var begin && text.IndexOf(End, begin, StringComparison.Ordinal) >= 0
            ? text
            : throw new LoadFailedException($"{file} has no place for the table: {Begin.Trim()} and {End}.");
    }
}
