using System.Security.Cryptography;
using System.Text;
using KintoHawk.PostgreSql.Objects;

namespace KintoHawk.Backends.Tests.PostgreSql;

public sealed class AdditionsTests
{
    /// <summary>Databases get new functions only when the version rises; so it must, once a version is released, whenever a text changes.</summary>
    [Fact]
    public void The_version_of_our_additions_is_that_of_their_texts()
    {
        const int Version = 1;
        const string Digest = "6B88E21476B4F3A10EF3B0B25867F4038AD87BD0CBAB64104C917B7E6871912E";

        var texts = string.Concat([.. SchemaUpdate.Functions, .. AddedIndex.OfObjects.Concat(AddedIndex.OfAccess).Select(static index => index.Immediate)]);

        Assert.Equal((Version, Digest), (SchemaState.AdditionsTarget, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(texts)))));
    }

    [Fact]
    public void Everything_we_add_is_named_after_us()
    {
        Assert.All(AddedIndex.OfObjects.Concat(AddedIndex.OfAccess), static index => Assert.StartsWith("kintohawk_", index.Name, StringComparison.Ordinal));
        Assert.NotEmpty(SchemaUpdate.Functions);
        foreach (var line in SchemaUpdate.Functions.SelectMany(static text => text.Split('\n')).Where(static line => line.StartsWith("CREATE", StringComparison.Ordinal)))
            Assert.StartsWith("CREATE OR REPLACE FUNCTION kintohawk_", line, StringComparison.Ordinal);
    }
}
