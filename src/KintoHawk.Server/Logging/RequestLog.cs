using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KintoHawk.Server.Api;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Logging;

/// <summary>
/// One record per request at Information, and one per item of a batch, with the fields of the reference. At Debug also headers and bodies, without
/// their secrets.
/// </summary>
sealed class RequestLog(ILoggerFactory loggers, KintoHawkOptions options, TimeProvider time)
{
    readonly ILogger _requests = loggers.CreateLogger(LoggerNames.RequestSummaryCategory);
    readonly ILogger _items = loggers.CreateLogger(LoggerNames.SubrequestSummaryCategory);
    readonly bool _addsRequestId = options.Logging?.AddsRequestId ?? false;

    static readonly EventId _requestEvent = new(4, "RequestSummary");
    static readonly EventId _itemEvent = new(5, "SubrequestSummary");

    /// <summary>Begins to follow a request; null when nobody wants to know.</summary>
    public RequestTrace? Begin(HttpRequest request, RequestTarget target) =>
        _addsRequestId || _requests.IsEnabled(LogLevel.Information) || _items.IsEnabled(LogLevel.Information)
            ? new RequestTrace(request, target, RequestId.Of(request))
            : null;

    /// <summary>Puts the id of the request on everything that is logged until the end of the scope.</summary>
    public IDisposable? BeginScope(RequestTrace? trace) => trace is null ? null : _requests.BeginScope(trace.Id);

    /// <summary>True when the body of the answer is wanted.</summary>
    public bool ShowsBodies(RequestTrace? trace) => trace is not null && _requests.IsEnabled(LogLevel.Debug);

    /// <summary>Logs a request that was answered.</summary>
    /// <param name="trace">What is known about it.</param>
    /// <param name="response">The answer.</param>
    /// <param name="body">The body of the answer, as far as it is at hand.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Answered(RequestTrace? trace, ApiResponse response, ReadOnlyMemory<byte> body, TimeSpan elapsed)
    {
        if (trace is null || !_requests.IsEnabled(LogLevel.Information))
            return;
        var milliseconds = (long)elapsed.TotalMilliseconds;
        var fields = FieldsOf(trace, trace.Request.Method, trace.Target.Path);
        fields.Add(new("errno", response.Errno));
        fields.Add(new("time", LocalTime()));
        fields.Add(new("code", response.Status));
        fields.Add(new("t", milliseconds));
        if (_requests.IsEnabled(LogLevel.Debug))
            AddDetails(fields, trace, response, body);
        var text = $"{trace.Request.Method} {trace.Target.Path} {response.Status} {trace.Identity.Caller} {milliseconds} ms";
        Write(_requests, _requestEvent, new RequestSummary("", text, fields));
    }

    /// <summary>Logs an item of a batch.</summary>
    public void ItemAnswered(RequestTrace? trace, string method, string path, ApiResponse response)
    {
        if (trace is null || !_items.IsEnabled(LogLevel.Information))
            return;
        var fields = FieldsOf(trace, method, path);
        fields.Add(new("errno", response.Errno));
        fields.Add(new("code", response.Status));
        Write(_items, _itemEvent, new RequestSummary("subrequest.summary", $"{method} {path} {response.Status}", fields));
    }

    static List<KeyValuePair<string, object?>> FieldsOf(RequestTrace trace, string method, string path)
    {
        var fields = new List<KeyValuePair<string, object?>>(16);
        var headers = trace.Request.Headers;
        if (headers.UserAgent is { Count: > 0 } agent)
            fields.Add(new("agent", agent.ToString()));
        fields.Add(new("path", path));
        fields.Add(new("method", method));
        if (headers.AcceptLanguage is { Count: > 0 } language)
            fields.Add(new("lang", language.ToString()));
        fields.Add(new("rid", trace.Id.Value));
        if (trace.Target.Query.Length > 0 && QueryOf(trace.Target) is { } query)
            fields.Add(new("querystring", query));
        if (trace.Identity.Caller.UserId is { } userId)
        {
            fields.Add(new("uid", userId[(userId.IndexOf(':') + 1)..]));
            fields.Add(new("authn_type", trace.Identity.Kind is AuthenticationPolicyKind.Account ? "account" : trace.Identity.Caller.Policy?.ToLowerInvariant()));
        }

        if (trace.BatchSize is { } size)
            fields.Add(new("batch_size", size));
        return fields;
    }

    static void AddDetails(List<KeyValuePair<string, object?>> fields, RequestTrace trace, ApiResponse response, ReadOnlyMemory<byte> body)
    {
        var isLogin = IsLogin(trace.Target);
        fields.Add(new("headers", Json(json => WriteHeaders(json, trace.Request.Headers, isLogin))));
        fields.Add(new("body", SecretMask.Body(trace.Body, out var hadSecrets)));
        fields.Add(new("response", Json(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("headers");
            WriteHeaders(json, trace.Request.HttpContext.Response.Headers, isLogin);
            // What is wrong with a body is told by quoting it; a batch that is answered with 200 may hold such answers.
            var quotes = hadSecrets && (response.Status >= StatusCodes.Status400BadRequest || trace.BatchSize is not null);
            json.WriteString("body", quotes ? $"({body.Length} bytes)" : SecretMask.Body(body, out _));
            json.WriteEndObject();
        })));
    }

    static void WriteHeaders(Utf8JsonWriter json, IHeaderDictionary headers, bool isLogin)
    {
        json.WriteStartObject();
        foreach (var (name, value) in headers)
            // A login ends with a redirect to an address of the application's choice, with the tokens anywhere in it.
            json.WriteString(name, isLogin && name == "Location" ? SecretMask.Mask : SecretMask.Header(name, value.ToString()));
        json.WriteEndObject();
    }

    /// <summary>The parameters, of equal ones the last; secrets are left out.</summary>
    static LogJson? QueryOf(RequestTarget target)
    {
        var parameters = QueryHelpers.ParseNullableQuery(target.Query);
        // What an identity provider sends its user back with opens a session once.
        var isLogin = IsLogin(target);
        return parameters is null ? null : Json(json =>
        {
            json.WriteStartObject();
            foreach (var (name, values) in parameters)
                json.WriteString(name, SecretMask.IsSecret(name) || (isLogin && name is "code" or "state") ? SecretMask.Mask : values[^1]);
            json.WriteEndObject();
        });
    }

    static bool IsLogin(RequestTarget target) => target.Path.Contains("/openid/", StringComparison.Ordinal);

    static LogJson Json(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output))
            write(json);
        return new(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    /// <summary>The local time in the form of the reference, which leaves out a fraction of zero.</summary>
    string LocalTime()
    {
        var now = time.GetLocalNow();
        return now.ToString(now.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.fff'000'", CultureInfo.InvariantCulture);
    }

    // The fields depend on the request, which a generated log method cannot express.
    static void Write(ILogger log, EventId id, RequestSummary summary) => log.Log(LogLevel.Information, id, summary, null, static (summary, _) => summary.ToString());
}
