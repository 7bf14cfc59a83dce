using System.Buffers;
using System.Globalization;

namespace KintoHawk.Server.Api;

/// <summary>What a handler answers: a status, headers, and how to write the body.</summary>
sealed class ApiResponse(int status, Action<IBufferWriter<byte>>? body = null)
{
    public const string Json = "application/json";

    public int Status { get; } = status;

    /// <summary>The number of the error; 0 when there is none.</summary>
    public int Errno { get; init; }

    readonly PooledBuffer? _written;

    /// <summary>An answer whose body is written already, as that of a list is while its rows are read. The buffer becomes the response's.</summary>
    public ApiResponse(int status, PooledBuffer written)
        : this(status)
    {
        _written = written;
        ContentType = Json;
    }

    /// <summary>The body, which the caller disposes of; empty for none. Called at most once, when the response is sent.</summary>
    public PooledBuffer Render()
    {
        if (_written is not null)
            return _written;
        var rendered = new PooledBuffer();
        body?.Invoke(rendered);
        return rendered;
    }

    /// <summary>The media type of the body; null for responses without one.</summary>
    public string? ContentType { get; init; } = body is null ? null : Json;

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public ApiResponse With(string name, string value)
    {
        Headers.Add(new(name, value));
        return this;
    }

    /// <summary>Adds <c>ETag</c> and <c>Last-Modified</c> of a revision (kinto-api §8).</summary>
    public ApiResponse WithTimestamp(long timestamp)
    {
        Headers.AddRange(TimestampHeaders(timestamp));
        return this;
    }

    public string? Header(string name)
    {
        foreach (var (key, value) in Headers)
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                return value;
        return null;
    }

    public static KeyValuePair<string, string>[] TimestampHeaders(long timestamp) =>
        [new(HeaderNames.ETag, $"\"{timestamp}\""), new(HeaderNames.LastModified, HttpDate(timestamp))];

    /// <summary>An HTTP date of a time in milliseconds, clamped to the years a date can show.</summary>
    public static string HttpDate(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, -62_135_596_800_000, 253_402_300_799_999)).ToString("R", CultureInfo.InvariantCulture);
}
