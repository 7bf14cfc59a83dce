namespace KintoHawk.PostgreSql.Objects;

/// <summary>A part of an update of the tables.</summary>
/// <param name="Part">What is updated; <see cref="SchemaParts.None"/> for our additions.</param>
/// <param name="Text">What is run.</param>
/// <param name="Index">The index that it makes while others write, outside of the transaction of the other steps; null for other steps.</param>
sealed record SchemaStep(SchemaParts Part, string Text, AddedIndex? Index = null);
