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
        Segments = name.Split('.');
    }

    /// <summary>The dotted name.</summary>
    public string Name { get; }

    /// <summary>The parts between the dots.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <inheritdoc/>
    public bool Equals(FieldPath? other) => other is not null && other.Name == Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldPath);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);

    /// <summary>The dotted name.</summary>
    public override string ToString() => Name;
}
