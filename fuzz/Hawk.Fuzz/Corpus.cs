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
    readonly int _madeCount;
    readonly int _seedCount;
    int _longEntries;

    /// <param name="made">The inputs a target has made.</param>
    /// <param name="stored">The inputs of the folder.</param>
    /// <param name="tokens">What is put into inputs.</param>
    internal Corpus(IReadOnlyList<string> made, IReadOnlyList<string> stored, IReadOnlyList<string> tokens)
    {
        _entries = [.. made, .. stored];
        if (_entries.Count is 0)
            _entries.Add("");
        _madeCount = made.Count;
        _seedCount = _entries.Count;
        Tokens = tokens;
    }

    internal static string Folder => Path.Combine(AppContext.BaseDirectory, "corpus");

    internal IReadOnlyList<string> Entries => _entries;

    internal IReadOnlyList<string> Tokens { get; }

    internal static Corpus Load(IFuzzTarget target)
    {
        var folder = Path.Combine(Folder, target.Name);
        var stored = new List<string>();
        foreach (var file in Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) is not DictionaryFile)
                stored.AddRange(InputText.ReadFile(file));
        }

        return new Corpus(target.Seeds, stored, [.. InputText.ReadFile(Path.Combine(folder, DictionaryFile))]);
    }

    /// <summary>Keeps an input that led to something new; a few long ones only, because they make everything slow.</summary>
    internal void Add(string input)
    {
        if (_entries.Count >= MaxEntries || (input.Length > LongEntry && _longEntries++ >= MaxLongEntries))
            return;
        _entries.Add(input);
    }

    /// <summary>An entry to change: often one of the newest, which is where the run is just getting somewhere; seldom a long one.</summary>
    internal string Pick(FuzzRandom random)
    {
        var entry = PickAny(random);
        return entry.Length > ShortEntry && !random.OneIn(8) ? PickAny(random) : entry;
    }

    // A third each: the newest, what the run began with (the signed ones come first there and again and again, or they would be lost among
    // thousands of others, and nothing but a change of a signed text can show that a MAC does not cover it), and any.
    string PickAny(FuzzRandom random) => random.Below(3) switch
    {
        0 => _entries[^(1 + random.Below(Math.Min(NewestCount, _entries.Count)))],
        1 => _entries[random.Below(_madeCount > 0 && random.OneIn(2) ? _madeCount : _seedCount)],
        _ => _entries[random.Below(_entries.Count)],
    };
}
