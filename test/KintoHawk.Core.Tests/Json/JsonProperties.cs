using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Tests.Json;

public sealed class JsonProperties
{
    [Fact]
    public void Written_text_is_ascii_compact_and_means_the_same() => Prop.ForAll(Arb.From(JsonSamples.Texts), static text =>
    {
        var written = Rewrite(text);
        using var before = JsonDocument.Parse(text);
        using var after = JsonDocument.Parse(written);
        return Ascii.IsValid(written) && written == Rewrite(written) && SameMeaning(before.RootElement, after.RootElement);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bytes_never_make_the_parser_throw() => Prop.ForAll<byte[]>(static bytes =>
    {
        var isJson = JsonText.TryParse(bytes, out var document, out var error);
        document?.Dispose();
        return isJson == error is null;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Damaged_json_never_makes_the_parser_throw() => Prop.ForAll(
        Arb.From(JsonSamples.Texts.Zip(ArbMap.Default.GeneratorFor<(int At, byte Value)>())),
        static sample =>
        {
            var bytes = Encoding.UTF8.GetBytes(sample.Item1);
            bytes[(int)((uint)sample.Item2.At % (uint)bytes.Length)] = sample.Item2.Value;
            var isJson = JsonText.TryParse(bytes, out var document, out var error);
            document?.Dispose();
            return isJson == error is null;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_merge_patch_agrees_with_the_algorithm_of_the_standard() => Prop.ForAll(
        Arb.From(JsonSamples.Texts.Zip(JsonSamples.Texts)),
        static pair =>
        {
            using var stored = JsonDocument.Parse(pair.Item1);
            using var patch = JsonDocument.Parse(pair.Item2);
            var output = new ArrayBufferWriter<byte>();
            MergePatch.ApplyRecursive(stored.RootElement, patch.RootElement, output);
            return JsonNode.DeepEquals(JsonNode.Parse(output.WrittenSpan), Merge(Node(pair.Item1), Node(pair.Item2)));
        }).QuickCheckThrowOnFailure();

    // RFC 7396, section 2, word for word.
    static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var result = target is JsonObject existing ? (JsonObject)existing.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
                result.Remove(name);
            else
                result[name] = Merge(result[name], value);
        }

        return result;
    }

    // Through our writer, because a node does not accept equal names.
    static JsonNode? Node(string text) => JsonNode.Parse(Rewrite(text));

    static bool SameMeaning(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind)
            return false;
        switch (left.ValueKind)
        {
            case JsonValueKind.Object:
                var names = left.EnumerateObject().Select(static member => member.Name).ToHashSet(StringComparer.Ordinal);
                return right.GetPropertyCount() == names.Count && names.All(name => SameMeaning(left.GetProperty(name), right.GetProperty(name)));
            case JsonValueKind.Array:
                return left.GetArrayLength() == right.GetArrayLength() && left.EnumerateArray().Zip(right.EnumerateArray()).All(static pair => SameMeaning(pair.First, pair.Second));
            case JsonValueKind.String:
                return left.GetString() == right.GetString();
            default:
                return left.GetRawText() == right.GetRawText();
        }
    }

    static string Rewrite(string text)
    {
        Assert.True(JsonText.TryParse(Encoding.UTF8.GetBytes(text), out var document, out var error), $"{error} {text}");
        using (document)
        {
            var output = new ArrayBufferWriter<byte>();
            JsonText.Write(document.RootElement, output);
            return Encoding.UTF8.GetString(output.WrittenSpan);
        }
    }
}
