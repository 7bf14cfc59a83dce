namespace KintoHawk.PostgreSql.Objects;

/// <summary>What is known already of what a caller may see of a set.</summary>
/// <param name="IsUnrestricted">Whether it is the whole set; null when the statement must find out.</param>
/// <param name="Shared">The ids of what is shared; null when the statement must find out.</param>
readonly record struct Sight(bool? IsUnrestricted, IReadOnlyCollection<string>? Shared);
