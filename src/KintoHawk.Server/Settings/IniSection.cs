namespace KintoHawk.Server.Settings;

/// <summary>One section of an ini file.</summary>
sealed class IniSection(string name, int line)
{
    readonly List<IniEntry> _entries = [];

    public string Name { get; } = name;

    /// <summary>The line of its header, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The keys, in the order they were written.</summary>
    public IReadOnlyList<IniEntry> Entries => _entries;

    public IniEntry? Find(string key) => _entries.Find(entry => entry.Key == key);

    public void Add(IniEntry entry) => _entries.Add(entry);
}
