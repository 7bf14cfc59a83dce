using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>The body, hashed while it is read: a file may be larger than the memory.</summary>
sealed class BodyOptions
{
    const int ChunkSize = 64 * 1024;

    readonly Option<string?> _data;
    readonly Option<string?> _file;
    readonly Option<string?> _contentType;
    readonly bool _isFromInputByDefault;

    /// <param name="what">What the body is, at the beginning of a sentence.</param>
    /// <param name="isFromInputByDefault">Whether it is standard input when nothing else is said; else there is none.</param>
    public BodyOptions(string what = "The body", bool isFromInputByDefault = false)
    {
        _isFromInputByDefault = isFromInputByDefault;
        _data = new Option<string?>("--data", "-d") { Description = $"{what}, as UTF-8 text. An empty one is not the same as none.", HelpName = "TEXT" };
        _file = new Option<string?>("--data-file") { Description = $"{what} is FILE, or standard input with -.{(isFromInputByDefault ? " Default: -." : "")}", HelpName = "FILE" };
        _contentType = new Option<string?>("--content-type") { Description = "Its Content-Type; parameters are not signed. Default: none.", HelpName = "TYPE" };
    }

    /// <param name="command">The command.</param>
    /// <param name="hasContentType">False for messages, which have no Content-Type.</param>
    public void AddTo(Command command, bool hasContentType = true)
    {
        command.Options.Add(_data);
        command.Options.Add(_file);
        if (hasContentType)
            command.Options.Add(_contentType);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_data) is not null && result.GetResult(_file) is not null)
                result.AddError("--data and --data-file exclude each other.");
        });
    }

    /// <summary>Whether one of the options is there.</summary>
    public bool IsAskedFor(SymbolResult result) => result.GetResult(_data) is not null || result.GetResult(_file) is not null;

    public bool TakesInput(ParseResult result) => result.GetValue(_data) is null && FileOf(result) == Source.StandardInput;

    public string? ContentType(ParseResult result) => result.GetValue(_contentType);

    /// <summary>Hashes the body; the hash is null when there is none.</summary>
    public bool TryHash(ParseResult result, HawkAlgorithm algorithm, out byte[]? hash, [NotNullWhen(false)] out string? refusal)
    {
        (hash, refusal) = (null, null);
        if (result.GetValue(_data) is null && FileOf(result) is null)
            return true;
        if (!PayloadHasher.TryCreate(algorithm, ContentType(result), out var hasher))
        {
            refusal = "The Content-Type cannot be signed; accepted: printable ASCII.";
            return false;
        }

        using (hasher)
        {
            if (result.GetValue(_data) is { } text)
                hasher.Append(Encoding.UTF8.GetBytes(text));
            else if (!TryAppend(FileOf(result)!, hasher, out refusal))
                return false;
            hash = hasher.Finish();
            return true;
        }
    }

    /// <summary>Reads the whole body into memory, to send it; null when there is none.</summary>
    public bool TryRead(ParseResult result, out byte[]? body, [NotNullWhen(false)] out string? refusal, int limit = 1024 * 1024 * 1024)
    {
        (body, refusal) = (result.GetValue(_data) is { } text ? Encoding.UTF8.GetBytes(text) : null, null);
        return body is not null || FileOf(result) is not { } file || Source.TryReadBytes(file, out body, out refusal, limit);
    }

    string? FileOf(ParseResult result) => result.GetValue(_file) ?? (_isFromInputByDefault ? Source.StandardInput : null);

    static bool TryAppend(string path, PayloadHasher hasher, [NotNullWhen(false)] out string? refusal)
    {
        if (!Source.TryOpen(path, out var stream, out refusal))
            return false;
        using (stream)
        {
            var chunk = new byte[ChunkSize];
            try
            {
                for (int read; (read = stream.Read(chunk)) > 0;)
                    hasher.Append(chunk.AsSpan(0, read));
                return true;
            }
            catch (Exception failure) when (Source.IsUnreadable(failure))
            {
                refusal = $"{Source.Name(path)} cannot be read: {failure.Message}";
                return false;
            }
        }
    }
}
