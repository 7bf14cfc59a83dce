using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Logging;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Endpoints;

/// <summary>
/// Several requests in one, in one transaction (kinto-api §13). Items inherit the headers and the verified identity of the outer request.
/// An item that fails undoes only itself; a backend that fails undoes the whole batch.
/// </summary>
sealed class Batch(KintoHawkOptions options, IdentityResolver identities, ServerMetrics metrics, Lazy<ApiDispatcher> dispatcher, RequestLog requests)
{
    public ApiRoute Route => new() { Name = "batch", Pattern = "/batch", NegotiatesJson = true, Handlers = [new("POST", PostAsync)] };

    async ValueTask<ApiResponse> PostAsync(ApiRequest request)
    {
        var errors = new List<ValidationError>();
        var items = BatchBody.Parse(request, options, errors);
        if (request.Trace is { } trace)
            (trace.BatchSize, trace.Identity) = (items.Count, request.Identity);
        if (errors.Count > 0)
            return ApiError.Invalid(errors);

        // Becomes the answer's at the end.
        var body = new PooledBuffer();
        var json = new WireWriter(body).StartObject().Name("responses").StartArray();
        // Reads alone need no transaction, and must not make writers wait.
        var writes = items.Any(static item => item.Method is not ("GET" or "HEAD"));
        // Passwords are checked and hashed before other writers have to wait.
        await IdentifyAsync(request, items);
        if (writes)
            await RehearseAccountsAsync(request, items);
        var committed = false;
        try
        {
            await using var transaction = writes ? await request.Storage.BeginAsync(request.Cancelled) : null;
            foreach (var item in items)
            {
                var response = await AnswerAsync(request, item, (IStorage?)transaction ?? request.Storage, json);
                if (response.Status >= StatusCodes.Status500InternalServerError)
                    return response;
            }

            if (transaction is not null)
                await transaction.CommitAsync(request.Cancelled);
            committed = true;
        }
        finally
        {
            if (!committed)
            {
                body.Dispose();
                await request.AfterCommit.AbandonAsync();
            }
        }

        await request.AfterCommit.RunAsync();
        json.EndArray().EndObject();
        return new ApiResponse(StatusCodes.Status200OK, body);
    }

    /// <summary>
    /// Finds out who the items with credentials of their own are; the same credentials are checked once. A Hawk header of an item cannot be verified
    /// (there is no request that it signs), so it makes the item anonymous.
    /// </summary>
    async ValueTask IdentifyAsync(ApiRequest outer, IReadOnlyList<BatchItem> items)
    {
        var known = new Dictionary<string, Identity>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Authorization is not { } authorization)
                item.Identity = outer.Identity;
            else if (known.TryGetValue(authorization, out var identity))
                item.Identity = identity;
            else
                known[authorization] = item.Identity = await identities.ResolveAsync(authorization, outer.Cancelled);
        }
    }

    /// <summary>
    /// Hashes the passwords of items that would store one, which takes a quarter of a second each, while other writers can still work. Whether an
    /// item is allowed is decided here as there; what earlier items of the batch would change about that is left to the real run.
    /// </summary>
    async ValueTask RehearseAccountsAsync(ApiRequest outer, IReadOnlyList<BatchItem> items)
    {
        foreach (var item in items)
        {
            // Without the slashes that the real run is redirected away from.
            var target = RequestTarget.Parse(WithVersion(item.Path).TrimEnd('/'));
            if (item.Method is not ("POST" or "PUT" or "PATCH") || dispatcher.Value.Find(target, out _)?.Resource != Resource.Account)
                continue;
            using var request = RequestOf(outer, item, target, outer.Storage, measurement: null, isRehearsal: true);
            await dispatcher.Value.DispatchAsync(request, target);
        }
    }

    async ValueTask<ApiResponse> AnswerAsync(ApiRequest outer, BatchItem item, IStorage storage, WireWriter json)
    {
        var target = RequestTarget.Parse(WithVersion(item.Path));
        var measurement = metrics.StartRequest(item.Method);
        using var request = RequestOf(outer, item, target, storage, measurement);
        var response = await dispatcher.Value.DispatchAsync(request, target);
        if (response.Status == StatusCodes.Status307TemporaryRedirect && response.Header(HeaderNames.Location) is { } location
            && location.StartsWith(outer.Origin + "/", StringComparison.Ordinal))
        {
            // Followed once, as the reference does: away from a trailing slash or to the version prefix. What leads elsewhere is for the client to follow.
            target = RequestTarget.Parse(location);
            using var redirected = RequestOf(outer, item, target, storage, measurement);
            response = await dispatcher.Value.DispatchAsync(redirected, target);
        }

        requests.ItemAnswered(outer.Trace, item.Method, target.Path, response);
        // The answer of a backend that fails is that of the whole batch.
        var size = response.Status < StatusCodes.Status500InternalServerError ? Write(json, target, item.Method, response) : 0;
        measurement?.End(response.Status, size, item.Identity);
        return response;
    }

    static ApiRequest RequestOf(ApiRequest outer, BatchItem item, RequestTarget target, IStorage storage, RequestMeasurement? measurement, bool isRehearsal = false)
    {
        var headers = new HeaderDictionary(outer.Headers.Count);
        foreach (var (name, value) in outer.Headers)
            headers[name] = value;
        headers.Remove(HeaderNames.ContentLength);
        headers.Remove(HeaderNames.ContentType);
        // A body is JSON, whatever the item says, unless it says which kind of patch it is (kinto-api §13, §24).
        if (item.Body is not null)
            headers[HeaderNames.ContentType] = ApiResponse.Json;
        foreach (var (name, value) in item.Headers)
        {
            if (name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase)
                || (name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase) && !ContentNegotiation.IsPatchType(value)))
                continue;
            headers[name] = value;
        }

        return new ApiRequest
        {
            Method = item.Method,
            Path = target.Path,
            RawPath = target.RawPath,
            Query = target.Query,
            Headers = headers,
            ParsedBody = item.Body,
            Storage = storage,
            Origin = outer.Origin,
            AfterCommit = outer.AfterCommit,
            InBatch = true,
            IsRehearsal = isRehearsal,
            PasswordHashes = item.PasswordHashes,
            Cancelled = outer.Cancelled,
            Measurement = measurement,
            Authenticate = () => new ValueTask<Identity>(item.Identity),
        };
    }

    string WithVersion(string path) => path.StartsWith("/" + options.VersionPrefix, StringComparison.Ordinal) ? path : $"/{options.VersionPrefix}{path}";

    /// <summary>Adds an answer to the others, and says how long its body is.</summary>
    static long Write(WireWriter json, RequestTarget target, string method, ApiResponse response)
    {
        using var body = response.Render();
        var size = body.Length;
        json.StartObject()
            .Name("path").String(target.Path)
            .Name("status").Number(response.Status)
            .Name("headers").StartObject();
        foreach (var group in response.Headers.GroupBy(static header => header.Key, StringComparer.OrdinalIgnoreCase))
            json.Name(group.Key).String(string.Join(", ", group.Select(static header => header.Value)));
        if (response.ContentType is { } contentType)
            json.Name(HeaderNames.ContentType).String(contentType);
        json.Name(HeaderNames.ContentLength).String(body.Length.ToString())
            .EndObject()
            .Name("body");
        if (method == "HEAD" || body.Length == 0)
        {
            json.String("");
        }
        else if (response.ContentType == ApiResponse.Json)
        {
            json.BeginValue();
            body.DrainTo(json.Output);
        }
        else
        {
            json.String(Encoding.UTF8.GetString(body.ToSequence()));
        }

        json.EndObject();
        return size;
    }
}
