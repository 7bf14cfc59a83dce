namespace KintoHawk.Core.Schemas;

/// <summary>A draft, and the vocabularies of it that are in use: a metaschema may leave some out.</summary>
sealed record SchemaDialect(SchemaDraft Draft)
{
    public static SchemaDialect Latest { get; } = new(SchemaDraft.Draft202012);

    public bool HasApplicators { get; init; } = true;

    public bool HasUnevaluated { get; init; } = true;

    public bool HasValidation { get; init; } = true;

    /// <summary>Before 2019-09 a <c>$ref</c> makes everything beside it count for nothing.</summary>
    public bool RefStandsAlone => Draft < SchemaDraft.Draft201909;

    public string IdKeyword => Draft is SchemaDraft.Draft4 ? "id" : "$id";
}
