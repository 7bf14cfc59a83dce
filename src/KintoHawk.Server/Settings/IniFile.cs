namespace KintoHawk.Server.Settings;

/// <summary>An ini file in the dialect of Paste: long values continue on indented lines, keys keep their case, repetition is an error.</summary>
sealed class IniFile
{
    /// <summary>The section whose keys are only there to be interpolated.</summary>
    public const string DefaultSection = "DEFAULT";

    readonly List<IniSection> _sections = [];
    readonly List<SettingsError> _errors = [];

    IniFile()
    {
    }

    public static IniFile Empty { get; } = new();

    /// <summary>The sections, in the order they were written.</summary>
    public IReadOnlyList<IniSection> Sections => _sections;

    /// <summary>What is wrong with the text; the rest was read all the same.</summary>
    public IReadOnlyList<SettingsError> Errors => _errors;

    public IniSection? Find(string name) => _sections.Find(section => section.Name == name);

    public static IniFile Parse(string text)
    {
        var file = new IniFile();
        var reader = new LineReader(file);
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n'))
            reader.Read(line, ++number);
        reader.FinishValue();
        return file;
    }

    /// <summary>The state between two lines: the section, the value that may continue, and how far its key was indented.</summary>
    sealed class LineReader(IniFile file)
    {
        readonly List<string> _value = [];
        IniSection? _section;
        string? _key;
        int _keyLine;
        int _keyIndent;

        public void Read(string line, int number)
        {
            var content = line.Trim();
            if (content.StartsWith('#') || content.StartsWith(';'))
                return;
            if (content.Length == 0)
            {
                if (_key is not null)
                    _value.Add("");
                return;
            }

            var indent = line.Length - line.TrimStart().Length;
            if (_key is not null && indent > _keyIndent)
            {
                _value.Add(content);
                return;
            }

            FinishValue();
            _keyIndent = indent;
            if (content.StartsWith('[') && content.LastIndexOf(']') is var end and > 1)
                StartSection(content[1..end], number);
            else
                StartValue(content, number);
        }

        public void FinishValue()
        {
            if (_key is { } key && _section is { } section)
            {
                if (section.Find(key) is { } earlier)
                    file._errors.Add(new(key, _keyLine, $"{key} is already set in [{section.Name}], on line {earlier.Line}; accepted: each key once."));
                else
                    section.Add(new(key, string.Join('\n', _value).TrimEnd(), _keyLine));
            }

            _key = null;
            _value.Clear();
        }

        void StartSection(string name, int number)
        {
            _section = new IniSection(name, number);
            if (file.Find(name) is { } earlier)
                file._errors.Add(new(null, number, $"The section [{name}] is already there, on line {earlier.Line}; accepted: each section once."));
            else
                file._sections.Add(_section);
        }

        void StartValue(string content, int number)
        {
            var separator = content.AsSpan().IndexOfAny('=', ':');
            if (separator <= 0)
            {
                file._errors.Add(new(null, number, "The line is neither a section, nor a comment, nor a key with a value; accepted: [section], # comment, key = value."));
                return;
            }

            var key = content[..separator].TrimEnd();
            if (_section is null)
            {
                file._errors.Add(new(key, number, $"{key} stands before the first section; accepted: keys below a [section]."));
                return;
            }

            _key = key;
            _keyLine = number;
            _value.Add(content[(separator + 1)..].TrimStart());
        }
    }
}
