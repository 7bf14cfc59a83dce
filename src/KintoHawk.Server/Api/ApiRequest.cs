using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Logging;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Api;

/// <summary>
/// One request as handlers see it, whether it came over a socket or out of a batch.
/// </summary>
sealed class ApiRequest : IDisposable
{
    JsonDocument? _document;
    bool _identified;

    /// <summary>The method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The decoded path with version prefix, without query; of an alias the path it stands for.</summary>
    public required string Path { get; set; }

    /// <summary>The path with version prefix as it was received, still percent-encoded; of an alias the path it stands for.</summary>
    public required string RawPath { get; set; }

    /// <summary>The raw query, without question mark.</summary>
    public required string Query { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    /// <summary>Reads the body from where it is; called once, when the route takes one.</summary>
    public Func<ValueTask<ReadOnlyMemory<byte>>>? ReadBody { get; init; }

    /// <summary>The body bytes, once read; empty when there is none. Not used for batch items, whose body is already parsed.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>The parsed body of a batch item; null when it has none, or when <see cref="Body"/> is to be parsed.</summary>
    public JsonElement? ParsedBody { get; init; }

    /// <summary>Finds out who is asking; called once, when the route needs to know.</summary>
    public required Func<ValueTask<Identity>> Authenticate { get; init; }

    /// <summary>Who is asking; anonymous until the dispatcher has authenticated.</summary>
    public Identity Identity { get; set; } = Identity.Anonymous;

    public Caller Caller => Identity.Caller;

    /// <summary>What is made of the JSON of the body before any handler sees it; null leaves it as it is. Set by aliases.</summary>
    public Func<JsonElement, JsonElement>? MapBody { get; set; }

    /// <summary>Where this request reads and writes: the storage, or the transaction of the batch it belongs to.</summary>
    public required IStorage Storage { get; init; }

    /// <summary>A copy of the storage, perhaps a moment behind, for requests that only read; null when there is none, or when it must not be used.</summary>
    public IStorage? Replica { get; init; }

    /// <summary>True when the request may have made what it reads.</summary>
    public bool MayHaveWritten { get; set; }

    /// <summary>Where a request that only reads does so.</summary>
    public IStorage ReadStorage => MayHaveWritten ? Storage : Replica ?? Storage;

    /// <summary>Scheme and authority for the URLs we build, for example <c>http://localhost:8888</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>What must happen after the changes of this request are durable. A batch runs them after its commit.</summary>
    public required AfterCommit AfterCommit { get; init; }

    public CancellationToken Cancelled { get; init; }

    /// <summary>What will be logged about the request; null when nothing will, and for the items of a batch.</summary>
    public RequestTrace? Trace { get; init; }

    /// <summary>Measures this request; null when nobody wants to know.</summary>
    public RequestMeasurement? Measurement { get; init; }

    /// <summary>The route and the values of its variable segments; set by the dispatcher.</summary>
    public ApiRoute Route { get; set; } = null!;

    public IReadOnlyList<string> RouteValues { get; set; } = [];

    public bool IsInBatch => Storage is IStorageTransaction || InBatch;

    /// <summary>True for a batch item whose batch has no transaction, because it only reads.</summary>
    public bool InBatch { get; init; }

    /// <summary>True for a batch item whose batch has a transaction.</summary>
    public bool IsInTransaction { get; init; }

    /// <summary>The id of the object that the request makes when the client names none; null leaves it to the handler.</summary>
    public string? NewId { get; init; }

    /// <summary>
    /// True for a run that stops before anything is changed: a batch uses it to hash passwords before it makes other writers wait.
    /// </summary>
    public bool IsRehearsal { get; init; }

    /// <summary>Passwords of this request that are hashed already; a rehearsal shares them with the real run.</summary>
    public IDictionary<string, string> PasswordHashes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Sets <see cref="Identity"/>, the first time it is called.</summary>
    public async ValueTask IdentifyAsync()
    {
        if (_identified)
            return;
        Identity = await Authenticate();
        _identified = true;
    }

    /// <summary>A request that the server makes by itself while it answers this one: in the name of the same caller, without headers, query and body.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, with version prefix; nothing in it needs escaping.</param>
    /// <param name="storage">Where it reads and writes.</param>
    public ApiRequest OnBehalf(string method, string path, IStorage storage) => new()
    {
        Method = method,
        Path = path,
        RawPath = path,
        Query = "",
        Headers = new HeaderDictionary(),
        Storage = storage,
        Origin = Origin,
        AfterCommit = AfterCommit,
        InBatch = InBatch,
        IsInTransaction = IsInTransaction,
        IsRehearsal = IsRehearsal,
        Cancelled = Cancelled,
        Identity = Identity,
        Authenticate = () => new(Identity),
    };

    /// <summary>A single header value; null when it is absent.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;

    /// <summary>The deepest nesting of a body.</summary>
    public int MaxJsonDepth { get; init; } = JsonText.MaxDepth;

    /// <summary>The body as JSON. An empty body counts as <c>{}</c> (kinto-api §4).</summary>
    public bool TryGetJson(out JsonElement json, out string? error)
    {
        error = null;
        if (ParsedBody is { } parsed)
        {
            json = MapBody is null ? parsed : MapBody(parsed);
            return true;
        }

        if (_document is null && !JsonText.TryParse(Body.IsEmpty ? "{}"u8.ToArray() : Body, out _document, out error))
        {
            json = default;
            return false;
        }

        json = _document!.RootElement;
        if (MaxJsonDepth < JsonText.MaxDepth && JsonText.DepthOf(Body.Span) > MaxJsonDepth)
        {
            error = $"The text is nested deeper than {MaxJsonDepth} levels.";
            return false;
        }

        if (MapBody is not null)
            json = MapBody(json);
        return true;
    }

    public void Dispose() => _document?.Dispose();
}
