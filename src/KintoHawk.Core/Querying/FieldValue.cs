namespace KintoHawk.Core.Querying;

/// <summary>
/// A JSON value of a field, or none (<see cref="Missing"/>), with the order of the protocol:
/// null &lt; string &lt; number &lt; boolean &lt; array &lt; object &lt; missing.
/// </summary>
public readonly struct FieldValue : IComparable<FieldValue>, IEquatable<FieldValue>
{
    /// <summary>The field is not there.</summary>
    public static FieldValue Missing => default;

    /// <inheritdoc/>
    public int CompareTo(FieldValue other) => throw new NotSupportedException();

    /// <inheritdoc/>
    public bool Equals(FieldValue other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FieldValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => throw new NotSupportedException();

    /// <summary>Same kind and value.</summary>
    public static bool operator ==(FieldValue left, FieldValue right) => left.Equals(right);

    /// <summary>Different kind or value.</summary>
    public static bool operator !=(FieldValue left, FieldValue right) => !left.Equals(right);
}
