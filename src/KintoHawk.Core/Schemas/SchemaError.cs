namespace KintoHawk.Core.Schemas;

/// <summary>Why a value was not accepted: the first thing found wrong, in the order in which the schema is written.</summary>
public sealed class SchemaError
{
    internal SchemaError(SchemaFailure failure, string message, IReadOnlyList<string> path, string keyword = "", string field = "")
    {
        Failure = failure;
        Message = message;
        Path = path;
        Keyword = keyword;
        Field = field;
    }

    /// <summary>What kind of failure it is.</summary>
    public SchemaFailure Failure { get; }

    /// <summary>What is wrong, for people; worded as the Python library <c>jsonschema</c> words it.</summary>
    public string Message { get; }

    /// <summary>Where in the value: names of members and indexes of items, outermost first; empty for the value itself.</summary>
    public IReadOnlyList<string> Path { get; }

    /// <summary>The keyword that failed; empty when no single keyword did.</summary>
    public string Keyword { get; }

    /// <summary>
    /// The one word that names the place: the last element of the path, else the last text of the keyword's value (of <c>required</c> the last
    /// name), else the keyword (protocol reference §21).
    /// </summary>
    public string Field { get; }
}
