namespace KintoHawk.Core.Schemas.Keywords;

/// <summary>Several values in a message.</summary>
static class ItemText
{
    // A message names no more: it is for people.
    const int Most = 20;

    /// <summary>The values with commas.</summary>
    public static string Join(IReadOnlyCollection<SchemaValue> values) =>
        string.Join(", ", values.Take(Most).Select(static value => value.ToString())) + (values.Count > Most ? ", …" : "");

    /// <summary>The values and the verb that goes with them, as the reference puts it.</summary>
    public static string Extras(IReadOnlyCollection<SchemaValue> values) => $"{Join(values)} {(values.Count == 1 ? "was" : "were")}";
}
