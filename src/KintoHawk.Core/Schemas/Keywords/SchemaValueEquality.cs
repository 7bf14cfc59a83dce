using System.Diagnostics.CodeAnalysis;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary>Compares values for sets, at the cost of a validation.</summary>
sealed class SchemaValueEquality(Evaluation evaluation) : IEqualityComparer<SchemaValue>
{
    public bool Equals(SchemaValue? x, SchemaValue? y) => x is not null && y is not null && x.Equals(y, evaluation);

    public int GetHashCode([DisallowNull] SchemaValue obj) => obj.Hash();
}
