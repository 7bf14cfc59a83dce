namespace KintoHawk.Core.Schemas;

/// <summary>Whose fault it is that a value was not accepted.</summary>
public enum SchemaFailure
{
    /// <summary>The value does not satisfy the schema.</summary>
    InvalidValue,

    /// <summary>The schema is not valid under the metaschema of its draft.</summary>
    InvalidSchema,

    /// <summary>The schema refers to something that is not there, or to itself without end.</summary>
    BadReference,

    /// <summary>Validation was stopped: it took more steps, nested deeper, or matched a pattern longer than is allowed.</summary>
    LimitExceeded,
}
