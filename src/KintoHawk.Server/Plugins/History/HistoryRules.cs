using System.Globalization;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;
using KintoHawk.Server.Resources;

namespace KintoHawk.Server.Plugins.History;

/// <summary>History entries as a list: their fields are fixed, and HEAD is nothing but GET without its body (kinto-plugins §3).</summary>
sealed class HistoryRules() : ResourceRules(Resource.History)
{
    public override IReadOnlySet<string>? KnownFields => HistoryEntry.Fields;

    public override bool HeadCounts => false;

    /// <summary>Ids are strings, also those that look like numbers.</summary>
    public override Filter Meant(Filter filter) =>
        filter.Comparison is not Comparison.Has && filter.Field.Name is ("bucket_id" or "collection_id" or "group_id" or "record_id")
            ? filter with { Value = AsId(filter.Value) }
            : filter;

    static FieldValue AsId(FieldValue value) => value.Kind switch
    {
        FieldKind.Number when value.TryGetInteger(out var integer) => FieldValue.FromString(integer.ToString(CultureInfo.InvariantCulture)),
        // An id may have more digits than a number has room for.
        FieldKind.Number when value.ToString() is var digits && digits.All(char.IsAsciiDigit) => FieldValue.FromString(digits),
        FieldKind.Array => FieldValue.FromValues(value.GetElements().Select(AsId)),
        _ => value,
    };
}
