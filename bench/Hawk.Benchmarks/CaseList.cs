namespace Hawk.Benchmarks;

/// <summary>The rows of the table, in their order.</summary>
static class CaseList
{
    /// <summary>
    /// What is "not slower" within the means of this measurement: two runs of the same code differ by one or two percent.
    /// </summary>
    const double NotSlower = 0.97;

    /// <summary>A state of the hash function and the object around it, however long the payload is.</summary>
    const long ConstantMemory = 512;

    const string Accept = "verify with Host field and target: accept";

    public static Case Accepting(Case[] cases) => cases.Single(static each => each.Title == Accept);

    public static Case[] Of(Operations operations)
    {
        var hmac = new Case("one-shot HMACSHA256.HashData", operations.OneShotHmac);
        var exampleHmac = new Case("one-shot HMACSHA256.HashData, example of the documents", operations.OneShotHmacOfExample);
        var accept = new Case(Accept, operations.Accept) { Baseline = hmac, MostBytes = 0 };
        var acceptEarlier = new Case("verify: accept by an earlier key", operations.AcceptEarlierKey) { Baseline = hmac, MostBytes = 0 };
        var acceptBare = new Case("verify: accept the bare IPv6 spelling", operations.AcceptBareIPv6) { Baseline = hmac };
        var small = new Case("SHA256.HashData, 1 KiB", operations.Sha256Small);
        var large = new Case("SHA256.HashData, 1 MiB", operations.Sha256Large);
        return
        [
            hmac,
            new("keyed HMAC, reused: the limit", operations.KeyedHmac) { Baseline = hmac },
            new("parse the header alone", operations.Parse) { Baseline = hmac, MostBytes = 0 },
            new("verify: parse, MAC, compare", operations.Verify) { Baseline = hmac, LeastRatio = 1.8, MostBytes = 0 },
            exampleHmac,
            new("verify: the same, example of the documents", operations.VerifyExample) { Baseline = exampleHmac, MostBytes = 0 },
            accept,
            acceptEarlier,
            acceptBare,
            new("verify: accept a signed link", operations.VerifyBewit) { Baseline = hmac },
            new("sign, with a random nonce", operations.Sign) { Baseline = hmac, LeastRatio = 1.5 },
            Refusal("verify: refuse, malformed", operations.RefuseMalformed),
            Refusal("verify: refuse, unknown id", operations.RefuseUnknownId),
            Refusal("verify: refuse, wrong MAC", operations.RefuseWrongMac),
            Refusal("verify: refuse, stale", operations.RefuseStale),
            Refusal("verify: refuse, wrong MAC, one earlier key", operations.RefuseWrongMacByEarlierKey) with { Baseline = acceptEarlier },
            Refusal("verify: refuse, wrong MAC, IPv6 host", operations.RefuseWrongMacForIPv6) with { Baseline = acceptBare, MostBytes = null },
            new("verify: refuse, stale, with the answer", operations.RefuseStaleWithChallenge) { Baseline = accept },
            new("answer to a stale request", operations.StaleChallenge) { Baseline = hmac },
            small,
            new("payload hash, 1 KiB", operations.PayloadSmall) { Baseline = small, MostBytes = ConstantMemory },
            large,
            new("payload hash, 1 MiB", operations.PayloadLarge) { Baseline = large, LeastRatio = 0.95, MostBytes = ConstantMemory },
            new("payload hash, 1 MiB in chunks of 16 KiB", operations.PayloadInChunks) { Baseline = large, LeastRatio = 0.95, MostBytes = ConstantMemory },
        ];

        Case Refusal(string title, Func<int, int> operation) =>
            new(title, operation) { Baseline = accept, LeastRatio = NotSlower, MostBytes = 0 };
    }
}
