using System.Globalization;
using System.Text;

namespace KintoHawk.Server.Tests.MalformedInput;

/// <summary>One request of the corpus: the same number always makes the same one.</summary>
sealed record CorpusRequest(int Number, string Scenario, string Part, MutatedRequest Request)
{
    static readonly string[] _headers =
    [
        "If-Match: \"1700000000000\"", "If-None-Match: \"1\"", "If-None-Match: *", "Accept: application/json;q=0.5, text/html", "Content-Type: application/json; charset=utf-8",
        "Content-Type: application/merge-patch+json", "Content-Type: application/json-patch+json", "Origin: http://app.example.org", "Access-Control-Request-Method: GET",
        "Access-Control-Request-Headers: a, b", "Response-Behavior: light", "Response-Behavior: diff", "X-Request-Id: abc", "User-Agent: somebody/1.0", "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
        "Authorization: Basic YWxpY2U6cGFzc3dvcmQ=", "Authorization: Hawk id=\"abc\", ts=\"1353832234\", nonce=\"j4h3g2\", hash=\"aGFzaA==\", ext=\"some\", mac=\"bWFj\"", "Authorization: Bearer abc",
    ];

    static readonly string[] _queries =
    [
        "_limit=2&_sort=-a,b.c&_fields=a,b&_since=%221%22&gt_a=1", "in_id=r,s&exclude_a=1,%222%22,null&like_t=a*b&has_a=true", "contains_b=[1,2]&contains_any_b=%22x%22&min_last_modified=1&max_a={%22x%22:1}",
        "last_modified=%22123%22&_before=99999&_to=5&not_a.b.c=null", "id=r&_token=abc",
    ];

    const string Token = """{"last_object":{"a":1,"last_modified":3000},"offset":3,"nonce":"pagination-token-0d1f7b7a"}""";

    /// <summary>True when a personal bucket may be meant: it is made by whatever is asked of it.</summary>
    public bool NamesPersonalBucket =>
        Decoded(Request.Path + Request.Body).Contains("default", StringComparison.Ordinal) && (Part != "batch" || Decoded(Request.Body).Contains("/default", StringComparison.Ordinal));

    /// <summary>True when the request brings credentials of its own.</summary>
    public bool HasOwnCredentials => Request.Headers.Contains("Authorization:", StringComparison.OrdinalIgnoreCase);

    public static CorpusRequest Make(int number, CorpusSeed seed)
    {
        var mutator = new Mutator(number);
        var request = new MutatedRequest(seed.Method, seed.Path, seed.Query, seed.Headers, seed.Body);
        var part = mutator.Choose(PartsOf(seed));
        return new CorpusRequest(number, seed.Scenario, part, part switch
        {
            "body" => request with { Body = mutator.Spoil(seed.Body) },
            "json" => request with { Body = new JsonMutator(mutator).Change(seed.Body) ?? mutator.Spoil(seed.Body) },
            "query" => request with { Query = mutator.SpoilWithin(seed.Query.Length > 0 ? seed.Query : mutator.Choose(_queries), ' ', '\r', '\n') },
            "token" => request with { Method = mutator.Choose(["GET", "HEAD", "DELETE"]), Query = TokenIn(mutator), Body = "" },
            "path" => request with { Path = "/" + mutator.SpoilWithin(seed.Path.TrimStart('/'), ' ', '\r', '\n', '\0') },
            "method" => request with { Method = mutator.Choose(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"]) },
            "batch" => request with { Method = "POST", Path = "/v1/batch", Query = "", Headers = "", Body = Batch(seed, mutator) },
            _ => request with { Headers = seed.Headers + SpoiltHeader(mutator) },
        });
    }

    /// <summary>Everything that is needed to send it again.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"request {Number} ({Part} of {Scenario}): {Request.Method} {Request.Path}{(Request.Query.Length > 0 ? "?" : "")}{Request.Query} {Shown(Request.Headers)} {Shown(Request.Body)}");

    static List<string> PartsOf(CorpusSeed seed)
    {
        List<string> parts = ["header", "path", "method", "query"];
        if (seed.Body.Length > 0)
            parts.AddRange(["body", "json", "json", "json"]);
        if (!seed.Path.EndsWith("/batch", StringComparison.Ordinal) && seed.Path.StartsWith("/v1/", StringComparison.Ordinal))
            parts.AddRange(["batch", "batch"]);
        if (seed.Path.EndsWith('s'))
            parts.AddRange(["token", "query"]);
        return parts;
    }

    static string TokenIn(Mutator mutator) =>
        $"_limit=2&{mutator.Choose(["_sort=a", "_sort=-a,last_modified", "x=1"])}&_token={Uri.EscapeDataString(Convert.ToBase64String(Encoding.Latin1.GetBytes(mutator.Spoil(Token))))}";

    static string SpoiltHeader(Mutator mutator)
    {
        var header = mutator.Choose(_headers);
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        return $"{header[..colon]}: {mutator.SpoilWithin(header[(colon + 2)..], '\r', '\n', '\0')}\r\n";
    }

    /// <summary>The request as an item of a batch, after one that is in order; the whole is then made wrong.</summary>
    static string Batch(CorpusSeed seed, Mutator mutator)
    {
        var path = seed.Query.Length > 0 ? $"{seed.Path}?{seed.Query}" : seed.Path;
        var body = seed.Body.StartsWith('{') || seed.Body.StartsWith('[') ? $",\"body\":{seed.Body}" : "";
        var item = $"{{\"method\":\"{seed.Method}\",\"path\":\"{path.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"{body}}}";
        var batch = """{"defaults":{"headers":{"Accept":"application/json"}},"requests":[{"path":"/buckets/malformed"},""" + item + "]}";
        return mutator.Next(4) > 0 && new JsonMutator(mutator).Change(batch) is { } changed ? changed : mutator.Spoil(batch);
    }

    static string Shown(string text)
    {
        var shown = new StringBuilder("\"");
        foreach (var character in text)
            _ = character is >= ' ' and < '\u007f' and not '"' and not '\\' ? shown.Append(character) : shown.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
        return shown.Append('"').ToString();
    }

    /// <summary>A path may say it percent-encoded.</summary>
    static string Decoded(string text) => Uri.UnescapeDataString(text);
}
