using System.Text;
using System.Text.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Logging;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Endpoints;

/// <summary>The items of a batch as requests: each is dispatched like one from a socket (kinto-api §13).</summary>
sealed class BatchItems(KintoHawkOptions options, ServerMetrics metrics, Lazy<ApiDispatcher> dispatcher, RequestLog requests)
{
    /// <summary>What an item touches; null unless it is certain that it touches nothing but one record.</summary>
    public ItemScope? ScopeOf(BatchItem item)
    {
        var target = RequestTarget.Parse(WithVersion(item.Path));
        var route = dispatcher.Value.Find(target, out var values);
        var isAlias = route?.Alias is not null;
        if (route?.Alias is { } alias)
            route = alias.TargetFor(item.Identity.Caller, target) is { } other ? dispatcher.Value.Find(other, out values) : null;
        if (route is not { Rules: { } rules } || route.Resource != Resource.Record || route.HandlerOf(item.Method) is null)
            return null;
        var id = route.Kind is RouteKind.Object ? values[^1] : item.Method == "POST" ? NewIdOf(item, rules) : null;
        if (id is null)
            return null;
        var record = new ObjectPath(Resource.Record, ResourcePaths.ParentUriOf(Resource.Record, values), id);
        return record.HasInvalidId() || !rules.IdRule.Accepts(id) ? null
            : new ItemScope(record, isAlias ? record.Parent : null, Writes: item.Method is not ("GET" or "HEAD"));
    }

    /// <summary>
    /// Hashes the password of an item that would store one, which takes a quarter of a second, while other writers can still work. Whether the item is
    /// allowed is decided here as there; what earlier items of the batch would change about that is left to the real run.
    /// </summary>
    public async ValueTask RehearseAsync(ApiRequest outer, BatchItem item)
    {
        // Without the slashes that the real run is redirected away from.
        var target = RequestTarget.Parse(WithVersion(item.Path).TrimEnd('/'));
        if (item.Method is not ("POST" or "PUT" or "PATCH") || dispatcher.Value.Find(target, out _)?.Resource != Resource.Account)
            return;
        using var request = RequestOf(outer, item, target, outer.Storage, measurement: null, isRehearsal: true);
        await dispatcher.Value.DispatchAsync(request, target);
    }

    /// <summary>Answers an item.</summary>
    /// <param name="outer">The batch.</param>
    /// <param name="item">The item.</param>
    /// <param name="storage">Where it reads and writes.</param>
    public async ValueTask<BatchAnswer> AnswerAsync(ApiRequest outer, BatchItem item, IStorage storage)
    {
        var target = RequestTarget.Parse(WithVersion(item.Path));
        var measurement = metrics.StartRequest(item.Method);
        var request = RequestOf(outer, item, target, storage, measurement);
        var response = await dispatcher.Value.DispatchAsync(request, target);
        if (response.Status == StatusCodes.Status307TemporaryRedirect && response.Header(HeaderNames.Location) is { } location
            && location.StartsWith(outer.Origin + "/", StringComparison.Ordinal))
        {
            // Followed once, as the reference does: away from a trailing slash or to the version prefix. What leads elsewhere is for the client to follow.
            request.Dispose();
            target = RequestTarget.Parse(location);
            request = RequestOf(outer, item, target, storage, measurement);
            response = await dispatcher.Value.DispatchAsync(request, target);
        }

        return new BatchAnswer(item, request, target, response, measurement);
    }

    /// <summary>Adds an answer to the others. That of a backend that fails is left out: it is that of the whole batch.</summary>
    public void Write(ApiRequest outer, BatchAnswer answer, WireWriter json)
    {
        requests.ItemAnswered(outer.Trace, answer.Item.Method, answer.Target.Path, answer.Response);
        var size = answer.Response.Status < StatusCodes.Status500InternalServerError ? Write(json, answer.Target, answer.Item.Method, answer.Response) : 0;
        answer.Measurement?.End(answer.Response.Status, size, answer.Item.Identity);
    }

    /// <summary>The id of the record that a POST makes: its own, or else one that is made now.</summary>
    static string? NewIdOf(BatchItem item, ResourceRules rules)
    {
        if (item.Body is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("data", out var data)
            && data.ValueKind is JsonValueKind.Object && data.TryGetProperty("id", out var id))
            return id.ValueKind is JsonValueKind.String ? id.GetString() : null;
        return rules.IdRule.CanGenerate ? item.NewId ??= rules.IdRule.Generate() : null;
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
            // A transaction, or what stands in front of one, reads what earlier items of the batch have written.
            Replica = ReferenceEquals(storage, outer.Storage) ? outer.Replica : null,
            Origin = outer.Origin,
            AfterCommit = outer.AfterCommit,
            InBatch = true,
            IsInTransaction = storage is IStorageTransaction or GroupedStorage { IsInTransaction: true },
            NewId = item.NewId,
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
