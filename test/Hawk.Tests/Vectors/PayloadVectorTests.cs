namespace Hawk.Tests.Vectors;

public class PayloadVectorTests
{
    static readonly Dictionary<string, string> Deviations = new(StringComparer.Ordinal)
    {
        ["hawk-payload/payload-hash/020"] = "section 4.4: a media type outside ASCII is invalid",
        ["hawk-payload/payload-hash/023"] = "section 4.4: a media type outside ASCII is invalid",
        ["hawk-payload/payload-hash/050"] = "section 4.4: a media type outside ASCII is invalid",
        ["hawk-payload/payload-hash/061"] = "section 4.4: a media type outside ASCII is invalid",
        ["hawk-payload/payload-hash/062"] = "section 4.4: a media type outside ASCII is invalid",
    };

    [Fact]
    public void Every_payload_hash_is_as_the_vectors_say() =>
        VectorSet.Check(VectorSet.Load("hawk-payload", "payload-hash"), 39, OneShotDisagreement, Deviations);

    [Fact]
    public void Every_payload_hash_made_byte_by_byte_is_as_the_vectors_say() =>
        VectorSet.Check(VectorSet.Load("hawk-payload", "payload-hash"), 39, IncrementalDisagreement, Deviations);

    static string? OneShotDisagreement(Vector vector)
    {
        var hash = new byte[64];
        var algorithm = Vector.Algorithm(Vector.Text(vector.Input, "algorithm")!);
        return PayloadHasher.TryHash(algorithm, Vector.Text(vector.Input, "contentType"), Vector.Payload(vector.Input), hash, out var written)
            ? VectorSet.Differs("hash", Vector.Text(vector.Expected, "hash"), Convert.ToBase64String(hash, 0, written))
            : "the media type is refused";
    }

    static string? IncrementalDisagreement(Vector vector)
    {
        var algorithm = Vector.Algorithm(Vector.Text(vector.Input, "algorithm")!);
        if (!PayloadHasher.TryCreate(algorithm, Vector.Text(vector.Input, "contentType"), out var hasher))
            return "the media type is refused";
        using (hasher)
        {
            foreach (var single in Vector.Payload(vector.Input) ?? [])
                hasher.Append([single]);
            return VectorSet.Differs("hash", Vector.Text(vector.Expected, "hash"), Convert.ToBase64String(hasher.Finish()));
        }
    }
}
