using KintoHawk.Core.Json;
using KintoHawk.Core.Storage;
using Npgsql;

namespace KintoHawk.PostgreSql.Engine;

/// <summary>Tells the client what PostgreSQL cannot hold.</summary>
static class StorableText
{
    /// <summary>The text, if it can be stored and asked for.</summary>
    /// <exception cref="UnstorableException">It has a NUL character, or half of a surrogate pair.</exception>
    public static string Check(string text)
    {
        if (text.Contains('\0'))
            throw new UnstorableException("A text has a NUL character, which cannot be stored.");
        if (!UnicodeText.IsWellFormed(text))
            throw new UnstorableException("A text has half of a surrogate pair, which cannot be stored.");
        return text;
    }

    /// <summary>What the refusal of the database means to the client; null when the request is not at fault.</summary>
    public static UnstorableException? Explain(PostgresException failure) => failure.SqlState switch
    {
        "22P05" => new UnstorableException("The data has a NUL character (\\u0000), which cannot be stored.", failure),
        "22P02" => new UnstorableException("The data has half of a surrogate pair, or is not JSON that can be stored.", failure),
        "22021" => new UnstorableException("A text has a character that cannot be stored.", failure),
        "22003" => new UnstorableException("A number is out of the range that can be stored.", failure),
        "22008" => new UnstorableException("A timestamp is out of the range that can be stored.", failure),
        "54000" or "54001" => new UnstorableException("A name is too long to be stored, or the data is nested too deep or has too many members.", failure),
        _ => null,
    };
}
