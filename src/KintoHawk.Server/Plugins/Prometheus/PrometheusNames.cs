namespace KintoHawk.Server.Plugins.Prometheus;

/// <summary>Turns names of ours into names that the format allows.</summary>
static class PrometheusNames
{
    /// <summary>
    /// What stands before every name: the configured text in lower case with nothing but letters and digits, and an underscore at its end, because some
    /// consoles group metrics by the word before the first underscore. Empty stays empty.
    /// </summary>
    public static string PrefixOf(string configured)
    {
        var word = new string([.. configured.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]);
        return word.Length == 0 ? "" : char.IsAsciiDigit(word[0]) ? $"_{word}_" : word + "_";
    }

    /// <summary>A metric or label name: underscores for everything but letters and digits.</summary>
    public static string Fix(string name) => new([.. name.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
}
