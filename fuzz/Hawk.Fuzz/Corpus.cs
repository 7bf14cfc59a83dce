namespace Hawk.Fuzz;

/// <summary>The inputs to begin with and the tokens of one target, from its folder <c>corpus/TARGET</c>, and what a run adds to them in memory.</summary>
sealed class Corpus
{
    /// <summary>The file of tokens; every other file of the folder holds inputs.</summary>
    internal const string DictionaryFile = "dictionary.txt";

    const int MaxEntries = 8192;
    const int MaxLongEntries = 32;
    const int LongEntry = 4200; // a little more than the longest header that is looked into
    const int ShortEntry = 500;
    const int NewestCount = 64;

    readonly List<string> _entries;
    int _longEntries;

    internal Corpus(IReadOnlyList<string> seeds, IReadOnlyList<string> tokens)
    {
        _entries = [.. seeds];
        Tokens = tokens;
        if (_entries.Count is 0)
            _entries.Add("");
    }

    internal static string Folder => Path.Combine(AppContext.BaseDirectory, "corpus");

    internal IReadOnlyList<string> Entries => _entries;

    internal IReadOnlyList<string> Tokens { get; }

    internal static Corpus Load(IFuzzTarget target)
    {
        var folder = Path.Combine(Folder, target.Name);
        var seeds = new List<string>(target.Seeds);
        foreach (var file in Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) is not DictionaryFile)
                seeds.AddRange(InputText.ReadFile(file));
        }

        return new Corpus(seeds, [.. InputText.ReadFile(Path.Combine(folder, DictionaryFile))]);
    }

    /// <summary>Keeps an input that led to something new; a few long ones only, because they make everything slow.</summary>
    internal void Add(string input)
    {
        if (_entries.Count >= MaxEntries || (input.Length > LongEntry && _longEntries++ >= MaxLongEntries))
            return;
        _entries.Add(input);
    }

    /// <summary>An entry to change: half the time one of the newest, which is where the run is just getting somewhere; seldom a long one.</summary>
    internal string Pick(FuzzRandom random)
    {
        var entry = PickAny(random);
        return entry.Length > ShortEntry && !random.OneIn(8) ? PickAny(random) : entry;
    }

    string PickAny(FuzzRandom random)
    {
        var newest = Math.Min(NewestCount, _entries.Count);
        return random.OneIn(2) ? _entries[^(1 + random.Below(newest))] : _entries[random.Below(_entries.Count)];
    }
}
