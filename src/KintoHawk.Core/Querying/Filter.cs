namespace KintoHawk.Core.Querying;

/// <summary>How a filter compares; the names are the prefixes of the query string.</summary>
public enum Comparison : byte
{
    /// <summary>No prefix: JSON equality. A missing field does not match.</summary>
    Equal,
    /// <summary><c>not_</c>: different or missing.</summary>
    Not,
    /// <summary><c>min_</c>: at least, or missing.</summary>
    Min,
    /// <summary><c>max_</c>: at most.</summary>
    Max,
    /// <summary><c>gt_</c>: greater, or missing.</summary>
    GreaterThan,
    /// <summary><c>lt_</c>: less.</summary>
    LessThan,
    /// <summary><c>in_</c>: one of the values (the filter's value is an array).</summary>
    In,
    /// <summary><c>exclude_</c>: none of the values, or missing (the filter's value is an array).</summary>
    Exclude,
    /// <summary><c>like_</c>: case-insensitive pattern with <c>*</c>.</summary>
    Like,
    /// <summary><c>has_</c>: present (a true value) or absent (a false one). An explicit null is present.</summary>
    Has,
    /// <summary><c>contains_</c>: the array has all the values (the filter's value is an array).</summary>
    Contains,
    /// <summary><c>contains_any_</c>: the array has one of the values (the filter's value is an array).</summary>
    ContainsAny,
}

/// <summary>One condition of a list; conditions are ANDed.</summary>
public sealed record Filter(FieldPath Field, Comparison Comparison, FieldValue Value);

/// <summary>One sort key.</summary>
public sealed record Sort(FieldPath Field, bool Descending);
