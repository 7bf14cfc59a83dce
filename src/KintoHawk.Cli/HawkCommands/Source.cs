using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>Where commands read bytes and texts from: a file, or <c>-</c> for standard input.</summary>
static class Source
{
    public const string StandardInput = "-";

    const int MaxTextBytes = 1024 * 1024;
    const int FirstBufferSize = 16 * 1024;

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

    /// <summary>
    /// Reads a small file, or standard input, to its end. It may be a key: the result, which is the caller's to wipe, is the only copy that stays in memory.
    /// </summary>
    public static bool TryReadBytes(string path, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out string? refusal, int limit = MaxTextBytes)
    {
        bytes = null;
        if (!TryOpen(path, out var stream, out refusal))
            return false;
        using (stream)
        {
            var buffer = Array.Empty<byte>();
            var length = 0;
            try
            {
                // One byte more than a file has, or than is allowed, tells its end.
                buffer = new byte[stream.CanSeek ? Math.Min(stream.Length, limit) + 1 : FirstBufferSize];
                for (int read; length <= limit && (read = stream.Read(buffer, length, buffer.Length - length)) > 0;)
                {
                    length += read;
                    if (length == buffer.Length && length <= limit)
                        buffer = Moved(buffer, length, (int)Math.Min(2L * length, limit + 1L));
                }
            }
            catch (Exception failure) when (IsUnreadable(failure))
            {
                refusal = $"{Name(path)} cannot be read: {failure.Message}";
            }

            if (length > limit)
                refusal = $"{Name(path)} is larger than the {limit} bytes that are read here.";
            if (refusal is null)
                bytes = Moved(buffer, length, length);
            else
                CryptographicOperations.ZeroMemory(buffer);
            return bytes is not null;
        }
    }

    /// <summary>The content in a buffer of another size, and nothing left where it was.</summary>
    static byte[] Moved(byte[] buffer, int length, int size)
    {
        var moved = new byte[size];
        buffer.AsSpan(0, length).CopyTo(moved);
        CryptographicOperations.ZeroMemory(buffer);
        return moved;
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
