using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hawk.Http;

namespace KintoHawk.Cli.Sessions;

/// <summary>A response on its way to the terminal, or to a script.</summary>
sealed class ShownResponse
{
    /// <summary>As deep as the writer goes; the server answers with far less.</summary>
    const int MaxDepth = 1000;

    static readonly JsonWriterOptions _pretty = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly string _statusLine;
    readonly List<(string Name, string Value)> _headers = [];
    readonly bool _isJson;
    readonly byte[] _body;

    /// <param name="response">The response.</param>
    /// <param name="body">Its body.</param>
    public ShownResponse(HttpResponseMessage response, byte[] body)
    {
        Status = (int)response.StatusCode;
        _statusLine = $"HTTP/{response.Version} {Status} {response.ReasonPhrase}";
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            _headers.AddRange(values.Select(value => (name, value)));
        IsVerified = response.IsHawkVerified();
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        _isJson = mediaType is "application/json" || mediaType?.EndsWith("+json", StringComparison.OrdinalIgnoreCase) is true;
        _body = body;
    }

    public int Status { get; }

    /// <summary>True when the client has verified that the holder of the key has signed it; no field of the response alone proves that.</summary>
    public bool IsVerified { get; }

    /// <summary>The exit code that goes with the status.</summary>
    public int ExitCode => Status switch
    {
        < 400 => Cli.ExitCode.Success,
        < 500 => Cli.ExitCode.ClientError,
        _ => Cli.ExitCode.ServerError,
    };

    /// <summary>Status line, headers, and the body: JSON indented, everything else as it came.</summary>
    public void WriteText(Stream output)
    {
        var head = new StringBuilder();
        head.AppendLine(Printable(_statusLine));
        foreach (var (name, value) in _headers)
            head.AppendLine(Printable($"{name}: {value}"));
        head.AppendLine();
        output.Write(Encoding.UTF8.GetBytes(head.ToString()));
        if (_body.Length == 0)
            return;
        if (!_isJson || !TryWriteJsonBody(output))
            output.Write(_body);
        output.Write("\n"u8);
    }

    /// <summary>
    /// One object: status, headers (each a text, the values of a repeated one joined by comma), body, verified. The body is JSON when it is JSON,
    /// else a string, and null when empty; bytes that are not text are in base64, which <c>body_encoding</c> then says.
    /// </summary>
    public void WriteJson(Stream output)
    {
        using (var writer = new Utf8JsonWriter(output, _pretty))
        {
            writer.WriteStartObject();
            writer.WriteNumber("status"u8, Status);
            writer.WriteStartObject("headers"u8);
            foreach (var header in _headers.GroupBy(static header => header.Name, StringComparer.OrdinalIgnoreCase))
                writer.WriteString(header.Key, string.Join(", ", header.Select(static value => value.Value)));
            writer.WriteEndObject();
            WriteBody(writer);
            writer.WriteBoolean("verified"u8, IsVerified);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    void WriteBody(Utf8JsonWriter writer)
    {
        if (_body.Length == 0)
        {
            writer.WriteNull("body"u8);
        }
        else if (_isJson && IsWellFormed(_body))
        {
            writer.WritePropertyName("body"u8);
            writer.WriteRawValue(_body, skipInputValidation: true);
        }
        else if (System.Text.Unicode.Utf8.IsValid(_body))
        {
            writer.WriteString("body"u8, _body);
        }
        else
        {
            writer.WriteBase64String("body"u8, _body);
            writer.WriteString("body_encoding"u8, "base64"u8);
        }
    }

    bool TryWriteJsonBody(Stream output)
    {
        // Half of an indented body must not be on the terminal when the rest turns out not to be writable.
        using var indented = new MemoryStream();
        try
        {
            using var document = JsonDocument.Parse(_body, new JsonDocumentOptions { MaxDepth = MaxDepth });
            using var writer = new Utf8JsonWriter(indented, _pretty);
            document.WriteTo(writer);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return false;
        }

        output.Write(indented.GetBuffer().AsSpan(0, (int)indented.Length));
        return true;
    }

    static bool IsWellFormed(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A header could carry an escape sequence that a terminal obeys.</summary>
    static string Printable(string line) => string.Concat(line.Select(static c => char.IsControl(c) ? '?' : c));
}
