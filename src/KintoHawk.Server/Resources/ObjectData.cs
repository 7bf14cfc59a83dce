using System.Buffers;
using KintoHawk.Core.Json;

namespace KintoHawk.Server.Resources;

/// <summary>Makes the bytes that are stored: compact JSON without <c>id</c> and <c>last_modified</c>.</summary>
static class ObjectData
{
    public static ReadOnlyMemory<byte> Empty { get; } = "{}"u8.ToArray();

    /// <summary>The data of a body that replaces.</summary>
    public static ReadOnlyMemory<byte> Of(ObjectBody body)
    {
        var output = new ArrayBufferWriter<byte>(256);
        JsonText.WriteObject(body.Data!.Value, ["id", "last_modified"], output);
        return WithComputed(output.WrittenMemory, body);
    }

    /// <summary>The stored data with the members of a body over it: top-level members, or at every depth.</summary>
    public static ReadOnlyMemory<byte> Merged(ReadOnlyMemory<byte> stored, ObjectBody body, bool atEveryDepth)
    {
        var output = new ArrayBufferWriter<byte>(stored.Length + 256);
        using var document = JsonText.ParseStored(stored);
        if (atEveryDepth)
            MergePatch.ApplyRecursive(document.RootElement, body.Data!.Value, output, "id", "last_modified");
        else
            MergePatch.ApplyShallow(document.RootElement, body.Data!.Value, output, "id", "last_modified");
        return WithComputed(output.WrittenMemory, body);
    }

    static ReadOnlyMemory<byte> WithComputed(ReadOnlyMemory<byte> data, ObjectBody body)
    {
        foreach (var (name, value) in body.Computed)
        {
            var json = new ArrayBufferWriter<byte>(value.Length + 2);
            JsonText.WriteString(value, json);
            data = JsonMembers.With(data.Span, name, json.WrittenSpan);
        }

        return data;
    }
}
