namespace KintoHawk.Cli.Serving;

/// <summary>A file of environment variables, in the form that systemd and containers read: <c>NAME=value</c>, a line each.</summary>
static class EnvironmentFile
{
    /// <summary>Reads the variables.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is somebody else's.</exception>
    /// <exception cref="InvalidDataException">A line is none of those that can be.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Read(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var content = line.Trim();
            if (content.Length == 0 || content.StartsWith('#') || content.StartsWith(';'))
                continue;
            var separator = content.IndexOf('=');
            // The line may hold a secret: it is not repeated.
            if (separator <= 0)
                throw new InvalidDataException($"{path}, line {number}: the line is neither a comment nor a variable; accepted: NAME=value.");
            yield return new(content[..separator].TrimEnd(), Unquoted(content[(separator + 1)..].Trim()));
        }
    }

    static string Unquoted(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;
}
