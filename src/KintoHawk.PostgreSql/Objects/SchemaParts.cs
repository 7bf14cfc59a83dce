namespace KintoHawk.PostgreSql.Objects;

/// <summary>What a database holds: both, unless permissions have one of their own.</summary>
[Flags]
enum SchemaParts : byte
{
    None = 0,
    Objects = 1,
    Access = 2,
}
