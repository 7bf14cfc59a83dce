using System.Text;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Querying;

/// <summary>A field of an object as queries name it; a dot descends into sub-objects (<c>person.name</c>).</summary>
public sealed class FieldPath : IEquatable<FieldPath>
{
    /// <summary><c>id</c></summary>
    public static FieldPath Id { get; } = new("id");

    /// <summary><c>last_modified</c></summary>
    public static FieldPath LastModified { get; } = new("last_modified");

    /// <summary><c>deleted</c></summary>
    public static FieldPath Deleted { get; } = new("deleted");

    /// <summary>The field of a dotted name.</summary>
    public FieldPath(string name)
    {
        Name = name;
        var segments = name.Split('.');
        Segments = segments;
        Utf8Segments = Array.ConvertAll(segments, Encoding.UTF8.GetBytes);
    }

    /// <summary>The dotted name.</summary>
    public string Name { get; }

    /// <summary>The parts between the dots.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>The parts in UTF-8.</summary>
    internal byte[][] Utf8Segments { get; }

    /// <summary>
    /// The value of this field in an object. <c>id</c> and <c>last_modified</c> are the server's; a tombstone has nothing else than them
    /// and <c>deleted</c>. An empty id, which nothing stored has, stands for none. Allocates nothing.
    /// </summary>
    public FieldValue Read(StoredObject row)
    {
        if (Name == "last_modified")
            return FieldValue.FromInteger(row.LastModified);
        if (Name == "id")
            return row.Id.Length == 0 ? FieldValue.Missing : FieldValue.FromString(row.Id);
        if (row.IsTombstone)
            return Name == "deleted" ? FieldValue.True : FieldValue.Missing;
        return JsonSplice.TryFindField(row.Data.Span, this, out var start, out var length)
            ? FieldValue.FromJson(row.Data.Slice(start, length))
            : FieldValue.Missing;
    }

    /// <inheritdoc/>
    public bool Equals(FieldPath? other) => other is not null && other.Name == Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldPath);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);

    /// <summary>The dotted name.</summary>
    public override string ToString() => Name;
}
