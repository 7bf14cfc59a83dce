using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A body to hash: <c>payload-hash</c>.</summary>
static class PayloadHash
{
    public static string? Disagreement(Vector vector)
    {
        var expected = Vector.Text(vector.Expected, "hash");
        return Vector.Differs("hash", expected, AtOnce(vector)) ?? Vector.Differs("hash made byte by byte", expected, ByteByByte(vector));
    }

    /// <summary>The hash; null when the media type is refused.</summary>
    public static string? AtOnce(Vector vector)
    {
        var hash = new byte[64];
        return PayloadHasher.TryHash(Vector.Algorithm(vector.Input), Vector.Text(vector.Input, "contentType"), Vector.Payload(vector.Input), hash, out var written)
            ? Convert.ToBase64String(hash, 0, written)
            : null;
    }

    public static string? ByteByByte(Vector vector)
    {
        if (!PayloadHasher.TryCreate(Vector.Algorithm(vector.Input), Vector.Text(vector.Input, "contentType"), out var hasher))
            return null;
        using (hasher)
        {
            foreach (var single in Vector.Payload(vector.Input) ?? [])
                hasher.Append([single]);
            return Convert.ToBase64String(hasher.Finish());
        }
    }
}
