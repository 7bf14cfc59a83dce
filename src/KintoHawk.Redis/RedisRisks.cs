namespace KintoHawk.Redis;

/// <summary>What the answer to INFO says about the safety of what Redis keeps.</summary>
static class RedisRisks
{
    public static IEnumerable<string> Find(string server, string info)
    {
        var fields = info.Split('\n').Select(static line => line.TrimEnd('\r').Split(':', 2)).Where(static pair => pair.Length == 2)
            .DistinctBy(static pair => pair[0], StringComparer.Ordinal).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
        string Of(string name) => fields.GetValueOrDefault(name, "");

        if (Of("maxmemory") is not ("0" or "") && Of("maxmemory_policy") is not ("noeviction" or "") and var policy)
            yield return $"Redis {server} drops entries when its memory is full (maxmemory-policy {policy}): dropped nonces can be replayed, dropped sessions end; accepted: maxmemory-policy noeviction.";
        if (Of("evicted_keys") is not ("0" or "") and var evicted)
            yield return $"Redis {server} has dropped {evicted} entries since it started; accepted: none.";
        if (Of("aof_enabled") == "0")
            yield return $"Redis {server} does not keep its entries when it crashes (appendonly no): sessions end, and nonces of the last minutes can be replayed; accepted: appendonly yes.";
    }
}
