using System.Text.Json.Nodes;

namespace Hawk.Interop.Tests;

/// <summary>A credential as both sides hold it.</summary>
sealed record Key(string Id, string Secret, string Algorithm)
{
    public static readonly Key Sha256 = new("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn", "sha256");
    public static readonly Key Sha1 = new("old-peer", "aoijedoaijsdlaksjdl", "sha1");

    /// <summary>A key longer than a block of the hash, which is hashed first.</summary>
    public static readonly Key Long = new("long", new string('k', 65) + "aoijedoaijsdlaksjdl-aoijedoaijsdlaksjdl-aoijedoaij", "sha256");

    public static readonly Key LongSha1 = Long with { Id = "long-sha1", Algorithm = "sha1" };
    public static readonly Key NotAscii = new("not-ascii", "schlüssel-ключ-鍵-🔑", "sha256");
    public static readonly Key ShortWithOddId = new("!#$%&'()*+,-./:;<=>?@[]^_`{|}~ id", "k", "sha256");

    public static readonly Key Rotated = new("rotated", "the current secret", "sha256");

    /// <summary>What <see cref="Rotated"/> was, and what its holder may still sign with.</summary>
    public static readonly Key Earlier = new("rotated", "the earlier secret", "sha1");

    public static readonly IReadOnlyList<Key> All = [Sha256, Sha1, Long, LongSha1, NotAscii, ShortWithOddId, Rotated];

    public HawkCredential Credential => Algorithm == "sha1" ? HawkCredential.WithLegacySha1(Id, Secret) : new HawkCredential(Id, Secret);

    public static Key Of(string id) => All.Single(key => key.Id == id);

    public static Key For(string algorithm) => algorithm == "sha1" ? Sha1 : Sha256;

    public JsonObject ToJson() => new() { ["id"] = Id, ["key"] = Secret, ["algorithm"] = Algorithm };

    // A generated one would print the secret.
    public override string ToString() => Id;
}
