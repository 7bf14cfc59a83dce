using System.Text;
using Hawk;

namespace KintoHawk.Load;

/// <summary>Makes the scenarios of a test bed. Each is tried once, and what it answers then is what every later answer is compared with.</summary>
/// <param name="bed">The running servers.</param>
/// <param name="basic">The Authorization field with the password.</param>
/// <param name="read">The path of the collection that everybody may read.</param>
/// <param name="write">The path of the collection that is written to.</param>
sealed class ScenarioList(TestBed bed, string basic, string read, string write)
{
    string Record => TestBed.RecordIn(read, 0);

    int Port => bed.Server.EndPoint.Port;

    public async Task<IReadOnlyList<Scenario>> CreateAsync(CancellationToken cancellationToken)
    {
        string[] written = [.. Enumerable.Range(0, TestBed.WrittenRecords).Select(number => TestBed.RecordIn(write, number))];
        var constant = await BaselineAsync("baseline", "bare Kestrel endpoint, a constant", "/", cancellationToken);
        var (reading, writing) = (constant, constant);
        if (bed.Stores.Count > 0)
        {
            reading = await BaselineAsync("select", "bare Kestrel endpoint, one SELECT", Load.Baseline.SelectPath, cancellationToken);
            writing = await BaselineAsync("upsert", "bare Kestrel endpoint, one UPSERT", Load.Baseline.UpsertPath, cancellationToken);
        }

        return
        [
            .. new[] { constant, reading, writing }.Distinct(),
            await RenderedAsync("lbheartbeat", "`__lbheartbeat__`", constant, "/v1/__lbheartbeat__", null, cancellationToken),
            await RenderedAsync("hello", "hello", constant, "/v1/", null, cancellationToken),
            await RenderedAsync("get-anonymous", "GET of a record, anonymous", reading, Record, null, cancellationToken),
            await RenderedAsync("get-basic", "GET of a record, Basic", reading, Record, basic, cancellationToken),
            await SignedGetAsync(reading, cancellationToken),
            Writing("put-hawk", "PUT of a record of 1 KB, Hawk", written),
            // Writers of one collection wait for each other; these never meet, unless two connections come to the same collection.
            .. bed.Stores.Count == 0
                ? Array.Empty<Scenario>()
                : [Writing("put-spread", "the same, in 64 collections", [.. Enumerable.Range(0, TestBed.WrittenRecords).Select(static number => TestBed.RecordIn(TestBed.SpreadCollection(number), 0))])],
            await RenderedAsync("list-100", "list of 100 records, anonymous", reading, $"{read}/records", null, cancellationToken),
        ];

        Scenario Writing(string name, string title, string[] targets) => new()
        {
            Name = name,
            Title = title,
            Server = bed.Server,
            Stores = bed.Stores,
            Baseline = writing,
            Requests = Starting(first => new SignedRequests(bed.Credential!, "PUT", [.. targets[first..], .. targets[..first]], Port, TestBed.RecordBody(TestBed.WrittenBytes))),
        };
    }

    async Task<Scenario> BaselineAsync(string name, string title, string path, CancellationToken cancellationToken)
    {
        var request = new RenderedRequest("GET", path, bed.Baseline.Host);
        var (_, body) = await TryAsync(name, bed.Baseline, request, cancellationToken);
        return new Scenario { Name = name, Title = title, Server = bed.Baseline, Stores = bed.Stores, Requests = () => request, Body = body };
    }

    /// <summary>Each connection starts its way around the records elsewhere.</summary>
    static Func<IRequestSource> Starting(Func<int, IRequestSource> create)
    {
        var connection = -1;
        return () => create((int)((uint)Interlocked.Increment(ref connection) % TestBed.WrittenRecords));
    }

    async Task<Scenario> RenderedAsync(string name, string title, Scenario baseline, string path, string? authorization, CancellationToken cancellationToken)
    {
        var request = new RenderedRequest("GET", path, bed.Server.Host, authorization);
        var (_, body) = await TryAsync(name, bed.Server, request, cancellationToken);
        if (name == "list-100" && Count(body, "\"id\":"u8) != TestBed.ListSize)
            throw new LoadFailedException($"{name}: expected {TestBed.ListSize} records, got {Encoding.UTF8.GetString(body)}");
        return new Scenario { Name = name, Title = title, Server = bed.Server, Stores = bed.Stores, Baseline = baseline, Requests = () => request, Body = body };
    }

    async Task<Scenario> SignedGetAsync(Scenario baseline, CancellationToken cancellationToken)
    {
        const string Name = "get-hawk";
        var requests = NewRequests();
        var (authorization, body) = await TryAsync(Name, bed.Server, requests, cancellationToken);
        // Once is enough to know that the answers are signed; the client's time is not what is measured.
        var verdict = HawkClient.VerifyResponse(
            requests.Last!, bed.Credential!, authorization, HawkResponseCheck.Required, HawkPayload.FromBytes("application/json", body));
        if (verdict is not HawkResponseFailure.None)
            throw new LoadFailedException($"{Name}: the response is not signed as it should be: {verdict}.");
        return new Scenario { Name = Name, Title = "GET of a record, Hawk", Server = bed.Server, Stores = bed.Stores, Baseline = baseline, Requests = NewRequests, Body = body };

        SignedRequests NewRequests() => new(bed.Credential!, "GET", [Record], Port, default);
    }

    static async Task<(string ServerAuthorization, byte[] Body)> TryAsync(string name, ChildServer server, IRequestSource requests, CancellationToken cancellationToken)
    {
        using var connection = await HttpConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await using var closing = cancellationToken.Register(connection.Dispose);
        var answer = await connection.ExchangeAsync(requests.Next());
        if (answer.Status != 200)
            throw new LoadFailedException($"{name}: expected 200, got {answer}");
        return (Encoding.ASCII.GetString(answer.Field("Server-Authorization"u8)), answer.Body.ToArray());
    }

    static int Count(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        var count = 0;
        for (; text.IndexOf(part) is >= 0 and var found; text = text[(found + part.Length)..])
            count++;
        return count;
    }
}
