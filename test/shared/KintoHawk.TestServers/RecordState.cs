using System.Text.Json;

namespace KintoHawk.TestServers;

/// <summary>What a record is, or is expected to be.</summary>
/// <param name="Token">Unique for each write; null for a deleted record.</param>
/// <param name="Version">Its timestamp.</param>
public readonly record struct RecordState(string? Token, long Version)
{
    const int Copies = 40;

    /// <summary>A body that cannot be half there unnoticed: the token, again and again over more than a kilobyte.</summary>
    public static string BodyOf(string token) => $$$"""{"data":{"token":"{{{token}}}","copies":"{{{CopiesOf(token)}}}"}}""";

    /// <summary>Reads an object of the server, and checks that it is a whole one.</summary>
    public static RecordState Read(JsonElement record)
    {
        var version = record.GetProperty("last_modified").GetInt64();
        if (record.TryGetProperty("deleted", out var deleted))
        {
            Assert.True(deleted.GetBoolean());
            return new RecordState(null, version);
        }

        var token = record.GetProperty("token").GetString()!;
        Assert.Equal(CopiesOf(token), record.GetProperty("copies").GetString());
        return new RecordState(token, version);
    }

    static string CopiesOf(string token) => string.Concat(Enumerable.Repeat(token, Copies));
}
