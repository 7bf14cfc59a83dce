namespace KintoHawk.Server.Tests.Batches;

/// <summary>Items of a batch as they come: most of them writes of records, with everything that can make one depend on another.</summary>
sealed class RandomBatch(Random random)
{
    // The clock of the test stands still, so that timestamps count from here.
    public const long Start = 1_000_000;

    const string Collection = "/buckets/b/collections";

    int _ids;
    int _interruptions;

    public List<string> Next()
    {
        // Many that go together, or hardly any.
        (_ids, _interruptions) = random.Next(2) == 0 ? (40, 25) : (8, 4);
        var items = new List<string>();
        for (var count = random.Next(2, 26); items.Count < count;)
            items.Add(Item());
        return items;
    }

    string Item() => random.Next(_interruptions) == 0 ? Interruption() : RecordItem();

    /// <summary>What the items around it may depend on.</summary>
    string Interruption() => random.Next(17) switch
    {
        0 => Of("GET", Collection + $"/{CollectionId()}/records"),
        1 => Of("GET", Collection + $"/{CollectionId()}/records?_since={Timestamp()}&_limit=2"),
        2 => Of("HEAD", Collection + $"/{CollectionId()}/records"),
        3 => Of("DELETE", Collection + $"/{CollectionId()}/records", Precondition()),
        4 => Of("DELETE", Collection + $"/{CollectionId()}"),
        5 => Of("PUT", Collection + $"/{CollectionId()}", body: Pick("{}", """{"data":{"cache_expires":7}}""", Schema)),
        6 => Of("PATCH", Collection + $"/{CollectionId()}", body: Pick("""{"data":{"a":1}}""", """{"permissions":{"record:create":["basicauth:bob"]}}""")),
        7 => Of("PUT", "/buckets/b", body: Pick("{}", """{"permissions":{"write":["/buckets/b/groups/g"]}}""")),
        8 => Of("PUT", "/buckets/b/groups/g", body: Pick("""{"data":{"members":["account:alice"]}}""", """{"data":{"members":[]}}""")),
        9 => Of("GET", "/buckets/b/history?_limit=3"),
        10 => Of("GET", Collection + $"/{CollectionId()}"),
        11 => Of("PUT", RecordPath() + "/", body: Body()),
        13 => Of("DELETE", $"/buckets/default/collections/{CollectionId()}"),
        14 => Of("TRACE", RecordPath()),
        15 => Of("GET", "/nowhere"),
        16 => Of("DELETE", "/buckets/default"),
        _ => Of("PUT", RecordPath()),
    };

    string RecordItem() => random.Next(24) switch
    {
        0 or 1 or 2 => Of("GET", RecordPath() + Pick("", "?_fields=a"), Precondition()),
        3 => Of("HEAD", RecordPath(), Precondition()),
        4 or 5 or 6 => Of("DELETE", RecordPath() + Pick("", "", $"?last_modified={Timestamp()}"), Precondition()),
        7 or 8 => Of("PATCH", RecordPath(), Precondition(), Body()),
        9 => Of("PATCH", RecordPath(), [.. Precondition(), """ "Content-Type":"application/merge-patch+json" """], """{"data":{"a":null,"b":{"c":1}}}"""),
        10 => Of("PATCH", RecordPath(), [.. Precondition(), """ "Content-Type":"application/json-patch+json" """], """[{"op":"replace","path":"/data/a","value":9}]"""),
        11 or 12 => Of("POST", Collection + $"/{CollectionId()}/records", Precondition(), Body($"\"id\":\"{RecordId()}\"")),
        13 => Of("POST", Collection + $"/{CollectionId()}/records", body: Body()),
        14 or 15 => Of("PUT", $"/buckets/default/collections/{CollectionId()}/records/{RecordId()}", Precondition(), Body()),
        _ => Of("PUT", RecordPath(), Precondition(), Body()),
    };

    const string Schema = """{"data":{"schema":{"type":"object","properties":{"a":{"type":"integer"}}}}}""";

    string RecordPath() => Collection + $"/{CollectionId()}/records/{Pick(RecordId(), RecordId(), RecordId(), RecordId(), "-no-id", "r%30")}";

    string CollectionId() => Pick("c", "c", "c", "c", "d", "schema", "missing");

    string RecordId() => $"r{random.Next(_ids)}";

    /// <summary>Now and then one that was given already, or that will be.</summary>
    long Timestamp() => Start + random.Next(-5, 60);

    string Body(string member = "") =>
        random.Next(12) switch
        {
            0 => """{"data":3}""",
            1 => """{"permissions":{"read":["system.Everyone"]}}""",
            2 => """{"data":{"a":"text"},"permissions":{"write":["account:alice","basicauth:bob"]}}""",
            3 or 4 => $$"""{"data":{"last_modified":{{Timestamp()}}{{(member.Length > 0 ? "," + member : "")}} } }""",
            5 => """{"data":{"id":"r1","a":1}}""",
            6 => """{"data":{"a":1},"other":1}""",
            _ => $$"""{"data":{"a":{{random.Next(100)}}{{(member.Length > 0 ? "," + member : "")}} } }""",
        };

    string[] Precondition() => random.Next(10) switch
    {
        0 => [""" "If-Match":"*" """],
        1 => [$$""" "If-Match":"\"{{Timestamp()}}\"" """],
        2 => [""" "If-None-Match":"*" """],
        3 => [$$""" "If-None-Match":"\"{{Timestamp()}}\"" """],
        4 => [""" "If-Match":"abc" """],
        _ => [],
    };

    string Pick(params string[] from) => from[random.Next(from.Length)];

    /// <summary>Every tenth comes from somebody else.</summary>
    string Of(string method, string path, string[]? headers = null, string body = "")
    {
        var all = headers ?? [];
        if (random.Next(10) == 0)
            all = [.. all, Pick(""" "Authorization":"Basic Ym9iOnB3" """, """ "Authorization":"none" """)];
        return $$"""{"method":"{{method}}","path":"{{path}}","headers":{ {{string.Join(',', all)}} }{{(body.Length > 0 ? ",\"body\":" + body : "")}}}""";
    }
}
