namespace KintoHawk.Core.Querying;

/// <summary>What kind of value a field has.</summary>
public enum FieldKind : byte
{
    /// <summary>The field is not there; greater than every value.</summary>
    Missing,
    /// <summary>An explicit null; less than every other value.</summary>
    Null,
    /// <summary>A string.</summary>
    String,
    /// <summary>A number.</summary>
    Number,
    /// <summary>True or false.</summary>
    Boolean,
    /// <summary>An array.</summary>
    Array,
    /// <summary>An object.</summary>
    Object,
}
