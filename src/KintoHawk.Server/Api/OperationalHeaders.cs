using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Api;

/// <summary>Headers on every response: security, <c>Backoff</c>, and <c>Alert</c> near the end of service (kinto-api §18).</summary>
sealed class OperationalHeaders(KintoHawkOptions options, TimeProvider time)
{
    /// <summary>True once the configured end of service is past.</summary>
    public bool HasEnded => options.EndOfService is { } end && time.GetUtcNow() >= end;

    public void Add(ApiResponse response)
    {
        if (response.Header(HeaderNames.ContentSecurityPolicy) is null)
            response.With(HeaderNames.ContentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; ");
        if (response.ContentType == ApiResponse.Json)
            response.With(HeaderNames.ContentTypeOptions, "nosniff");
        if (options.Backoff is { } backoff && (options.BackoffPercentage is not { } share || RandomNumberGenerator.GetInt32(10_000) < share * 100))
            response.With(HeaderNames.Backoff, ((long)backoff.TotalSeconds).ToString());
        if (options.EndOfService is not null)
            response.With(HeaderNames.Alert, AlertText());
    }

    string AlertText()
    {
        var output = new ArrayBufferWriter<byte>(128);
        var json = new WireWriter(output).StartObject().Name("code").String(HasEnded ? "hard-eol" : "soft-eol");
        if (options.EndOfServiceMessage is { } message)
            json.Name("message").String(message);
        json.Name("url").String(options.EndOfServiceUrl ?? options.ProjectDocs).EndObject();
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
