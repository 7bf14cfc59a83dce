using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>Where commands read bytes and texts from: a file, or <c>-</c> for standard input.</summary>
static class Source
{
    public const string StandardInput = "-";

    const int MaxTextBytes = 1024 * 1024;

    /// <summary>Opens a file or standard input.</summary>
    public static bool TryOpen(string path, [NotNullWhen(true)] out Stream? stream, [NotNullWhen(false)] out string? refusal)
    {
        (stream, refusal) = (null, null);
        try
        {
            stream = path == StandardInput ? Console.OpenStandardInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            refusal = $"{path} cannot be read: {failure.Message}";
        }

        return stream is not null;
    }

    /// <summary>Reads a small file, or standard input, to its end.</summary>
    public static bool TryReadBytes(string path, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out string? refusal, int limit = MaxTextBytes)
    {
        bytes = null;
        if (!TryOpen(path, out var stream, out refusal))
            return false;
        using (stream)
        using (var content = new MemoryStream())
        {
            try
            {
                var chunk = new byte[16 * 1024];
                for (int read; content.Length <= limit && (read = stream.Read(chunk)) > 0;)
                    content.Write(chunk, 0, read);
            }
            catch (Exception failure) when (IsUnreadable(failure))
            {
                refusal = $"{Name(path)} cannot be read: {failure.Message}";
                return false;
            }

            if (content.Length > limit)
            {
                refusal = $"{Name(path)} is larger than the {limit} bytes that are read here.";
                return false;
            }

            bytes = content.ToArray();
            return true;
        }
    }

    /// <summary>A value that is given as it is, as <c>@FILE</c>, or as <c>-</c>; white space around it does not count.</summary>
    public static bool TryReadValue(string given, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out string? refusal)
    {
        (value, refusal) = (null, null);
        var path = given is StandardInput ? given : given is ['@', .. var file] ? file : null;
        if (path is null)
            value = given.Trim();
        else if (TryReadBytes(path, out var bytes, out refusal))
            value = Encoding.UTF8.GetString(bytes).Trim();
        return value is not null;
    }

    public static string Name(string path) => path == StandardInput ? "Standard input" : path;

    public static bool IsUnreadable(Exception failure) => failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
