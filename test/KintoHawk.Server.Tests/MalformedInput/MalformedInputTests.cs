using System.Text;
using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests.MalformedInput;

/// <summary>Whatever is sent, the answer is never that the server has failed.</summary>
public sealed class MalformedInputTests
{
    const int PerPart = 120;
    const string Records = "/v1/buckets/malformed/collections/c/records";

    static readonly (string Method, string Path)[] _writes =
    [
        ("PUT", Records + "/new"), ("PUT", Records + "/r"), ("PATCH", Records + "/r"), ("POST", Records), ("PUT", "/v1/buckets/malformed"), ("PATCH", "/v1/buckets/malformed/collections/c"),
        ("PUT", "/v1/buckets/malformed/groups/g"), ("POST", "/v1/buckets"), ("PUT", "/v1/accounts/alice"), ("POST", "/v1/accounts"), ("DELETE", Records + "/r"), ("POST", "/v1/hawk-sessions"),
    ];

    static readonly string[] _bodies =
    [
        """{"data":{"id":"new","a":1,"b":[1.5,true,null],"c":{"d":"text \u00e9"},"last_modified":1234},"permissions":{"read":["system.Everyone"],"write":["account:alice"]}}""",
        """{"data":{"members":["account:bob"],"password":"0123456789","cache_expires":5},"permissions":{}}""",
    ];

    static readonly string[] _queries =
    [
        "_limit=2&_sort=-a,b.c&_fields=a,b&_since=%221%22&gt_a=1", "in_id=r,s&exclude_a=1,%222%22,null&like_t=a*b&has_a=true", "contains_b=[1,2]&contains_any_b=%22x%22&min_last_modified=1&max_a={%22x%22:1}",
        "last_modified=%22123%22&_before=99999&_to=5&not_a.b.c=null", "id=r&_token=abc",
    ];

    static readonly string[] _headers =
    [
        "If-Match: \"1234567890123\"", "If-None-Match: \"1\"", "If-None-Match: *", "Accept: application/json;q=0.5, text/html", "Content-Type: application/json; charset=utf-8", "Origin: http://app.example.org",
        "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: a, b", "Response-Behavior: light", "X-Request-Id: abc", "User-Agent: somebody/1.0",
        "Authorization: Basic YWxpY2U6cGFzc3dvcmQ=", "Authorization: Hawk id=\"abc\", ts=\"1353832234\", nonce=\"j4h3g2\", hash=\"aGFzaA==\", ext=\"some\", mac=\"bWFj\"", "Authorization: Bearer abc",
    ];

    const string Token = """{"last_object":{"a":1,"last_modified":3000},"offset":3,"nonce":"pagination-token-0d1f7b7a"}""";

    const string BatchBody =
        """{"defaults":{"method":"PUT","headers":{"If-None-Match":"*"},"body":{"data":{"a":1}}},"requests":[{"path":"/buckets/malformed/collections/c/records/x","headers":{"Accept":"application/json"}},{"method":"GET","path":"/v1/buckets/malformed?_fields=a"},{"method":"POST","path":"/buckets/malformed/groups/","body":{"data":{"members":[]}}}]}""";

    public static TheoryData<string, string> Parts
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var backend in ServerFixture.Backends)
                foreach (var part in (string[])["body", "header", "query", "token", "path", "batch"])
                    rows.Add(backend, part);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task A_spoilt_request_never_makes_the_server_fail(string backend, string part)
    {
        Assert.SkipWhen(ServerFixture.Elsewhere is not null, "Spoilt requests delete what they find, accounts too; a server that runs elsewhere is spared.");
        await using var server = await RunningServer.StartAsync(backend, [], log: null, TestContext.Current.CancellationToken);
        var authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{server.Password}"));
        await PrepareAsync(server, authorization);
        var refused = 0;

        for (var seed = 0; seed < PerPart; seed++)
        {
            var request = Spoil(part, new Mutator(seed));
            var (status, text) = await RawHttp.SendAsync(server.Address, request.ToBytes(server.Address, authorization), TestContext.Current.CancellationToken);
            Assert.True(status is >= 200 and < 500, $"{part}, seed {seed}: {request}\n{text}");
            if (status >= 400)
                refused++;
        }

        var (_, hello) = await RawHttp.SendAsync(
            server.Address, new MutatedRequest("GET", "/v1/", "", "", "").ToBytes(server.Address, authorization), TestContext.Current.CancellationToken);
        Assert.Contains("account:admin", hello, StringComparison.Ordinal);
        Assert.True(refused > PerPart / 10, $"Only {refused} of {PerPart} spoilt requests were refused: the mutations are too gentle.");
    }

    static MutatedRequest Spoil(string part, Mutator mutator)
    {
        var (method, path) = mutator.Choose(_writes);
        var body = mutator.Choose(_bodies);
        return part switch
        {
            "body" => new MutatedRequest(method, path, "", "", mutator.Spoil(body)),
            "header" => new MutatedRequest(mutator.Next(3) == 0 ? "GET" : method, path, "", SpoiltHeader(mutator), body),
            "query" => new MutatedRequest(Reading(mutator), Records, mutator.SpoilWithin(mutator.Choose(_queries), ' ', '\r', '\n'), "", ""),
            "token" => new MutatedRequest(
                mutator.Choose(["GET", "HEAD", "DELETE"]),
                Records,
                $"_limit=2&{mutator.Choose(["_sort=a", "_sort=-a,last_modified", "x=1"])}&_token={Uri.EscapeDataString(Convert.ToBase64String(Encoding.Latin1.GetBytes(mutator.Spoil(Token))))}",
                "",
                ""),
            "path" => new MutatedRequest(mutator.Choose(Methods(path)), "/" + mutator.SpoilWithin(path[1..], ' ', '\r', '\n', '\0'), "", "", ""),
            _ => new MutatedRequest("POST", "/v1/batch", "", "", mutator.Spoil(BatchBody)),
        };
    }

    /// <summary>Deleting the accounts would make everything that follows anonymous.</summary>
    static string[] Methods(string path) =>
        path.Contains("accounts", StringComparison.Ordinal) ? ["GET", "HEAD", "OPTIONS", "POST", "PATCH"] : ["GET", "HEAD", "OPTIONS", "POST", "PATCH", "PUT", "DELETE"];

    static string Reading(Mutator mutator) => mutator.Choose(["GET", "HEAD", "GET", "DELETE"]);

    static string SpoiltHeader(Mutator mutator)
    {
        var header = mutator.Choose(_headers);
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        return $"{header[..colon]}: {mutator.SpoilWithin(header[(colon + 2)..], '\r', '\n', '\0')}\r\n";
    }

    static async Task PrepareAsync(RunningServer server, string authorization)
    {
        foreach (var path in (string[])["/v1/buckets/malformed", "/v1/buckets/malformed/collections/c", Records + "/r", Records + "/s"])
        {
            var request = new MutatedRequest("PUT", path, "", "", """{"data":{"a":1,"t":"text"}}""");
            await RawHttp.SendAsync(server.Address, request.ToBytes(server.Address, authorization), TestContext.Current.CancellationToken);
        }
    }
}
