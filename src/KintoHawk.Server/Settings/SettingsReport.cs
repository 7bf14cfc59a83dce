namespace KintoHawk.Server.Settings;

/// <summary>Collects what is wrong and what is worth saying while settings are read.</summary>
sealed class SettingsReport
{
    readonly List<SettingsError> _errors = [];
    readonly List<string> _notices = [];

    public IReadOnlyList<SettingsError> Errors => _errors;

    public IReadOnlyList<string> Notices => _notices;

    public void Refuse(SettingValue value, string accepted) =>
        Add(new(value.Name, value.Line, $"{value.Name} is '{Shown(value.Text)}'; accepted: {accepted}."));

    public void Add(SettingsError error) => _errors.Add(error);

    public void Notice(string notice) => _notices.Add(notice);

    /// <summary>The value without what an address may keep secret: <c>scheme://user:password@host/name?options</c>.</summary>
    static string Shown(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
            return text;
        var options = text.IndexOf('?', start);
        var end = text.LastIndexOf('@');
        if (options >= 0 && end < options)
            text = string.Concat(text.AsSpan(0, options), "?***");
        return end > start ? string.Concat(text.AsSpan(0, start + 3), "***", text.AsSpan(end)) : text;
    }
}
