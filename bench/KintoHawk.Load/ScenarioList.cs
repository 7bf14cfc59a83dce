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
        var body = TestBed.RecordBody(TestBed.WrittenBytes);
        string[] written = [.. Enumerable.Range(0, TestBed.WrittenRecords).Select(number => TestBed.RecordIn(write, number))];
        return
        [
            await RenderedAsync("baseline", "bare Kestrel endpoint, a constant", bed.Baseline, "/", null, cancellationToken),
            await RenderedAsync("lbheartbeat", "`__lbheartbeat__`", bed.Server, "/v1/__lbheartbeat__", null, cancellationToken),
            await RenderedAsync("hello", "hello", bed.Server, "/v1/", null, cancellationToken),
            await RenderedAsync("get-anonymous", "GET of a record, anonymous", bed.Server, Record, null, cancellationToken),
            await RenderedAsync("get-basic", "GET of a record, Basic", bed.Server, Record, basic, cancellationToken),
            await SignedGetAsync(cancellationToken),
            new Scenario
            {
                Name = "put-hawk",
                Title = "PUT of a record of 1 KB, Hawk",
                Server = bed.Server,
                Requests = Starting(first => new SignedRequests(bed.Credential!, "PUT", [.. written[first..], .. written[..first]], Port, body)),
            },
            await RenderedAsync("list-100", "list of 100 records, anonymous", bed.Server, $"{read}/records", null, cancellationToken),
        ];
    }

    /// <summary>Each connection starts its way around the records elsewhere.</summary>
    static Func<IRequestSource> Starting(Func<int, IRequestSource> create)
    {
        var connection = -1;
        return () => create((int)((uint)Interlocked.Increment(ref connection) % TestBed.WrittenRecords));
    }

    static async Task<Scenario> RenderedAsync(string name, string title, ChildServer server, string path, string? authorization, CancellationToken cancellationToken)
    {
        var request = new RenderedRequest("GET", path, server.Host, authorization);
        var (_, body) = await TryAsync(name, server, request, cancellationToken);
        if (name == "list-100" && Count(body, "\"id\":"u8) != TestBed.ListSize)
            throw new LoadFailedException($"{name}: expected {TestBed.ListSize} records, got {Encoding.UTF8.GetString(body)}");
        return new Scenario { Name = name, Title = title, Server = server, Requests = () => request, Body = body };
    }

    async Task<Scenario> SignedGetAsync(CancellationToken cancellationToken)
    {
        const string Name = "get-hawk";
        var requests = NewRequests();
        var (authorization, body) = await TryAsync(Name, bed.Server, requests, cancellationToken);
        // Once is enough to know that the answers are signed; the client's time is not what is measured.
        var verdict = HawkClient.VerifyResponse(
            requests.Last!, bed.Credential!, authorization, HawkResponseCheck.Required, HawkPayload.FromBytes("application/json", body));
        if (verdict is not HawkResponseFailure.None)
            throw new LoadFailedException($"{Name}: the response is not signed as it should be: {verdict}.");
        return new Scenario { Name = Name, Title = "GET of a record, Hawk", Server = bed.Server, Requests = NewRequests, Body = body };

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
