using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Server.Api;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Endpoints;

/// <summary>One request of a batch, defaults applied.</summary>
sealed record BatchItem(string Method, string Path, IReadOnlyList<KeyValuePair<string, string>> Headers, JsonElement? Body)
{
    /// <summary>Passwords of this item that are hashed already.</summary>
    public Dictionary<string, string> PasswordHashes { get; } = new(StringComparer.Ordinal);

    /// <summary>The credentials of its own; null when it has none and is sent as the batch itself.</summary>
    public string? Authorization => Headers.LastOrDefault(static header => header.Key.Equals(HeaderNames.Authorization, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The id of the record that it makes; null when it names one itself, or when it does not matter yet.</summary>
    public string? NewId { get; set; }

    /// <summary>Whose request it is.</summary>
    public Identity Identity { get; set; } = Identity.Anonymous;

    /// <summary>The request, without its body.</summary>
    public override string ToString() => $"{Method} {Path}";
}

/// <summary>Reads <c>{"defaults":{…},"requests":[…]}</c> (kinto-api §13).</summary>
static class BatchBody
{
    /// <summary>As long as the first line of a request may be on a socket.</summary>
    const int MaxPath = 8192;

    static readonly string[] _methods = ["GET", "HEAD", "DELETE", "TRACE", "POST", "PUT", "PATCH"];

    public static IReadOnlyList<BatchItem> Parse(ApiRequest request, KintoHawkOptions options, List<ValidationError> errors)
    {
        if (!request.TryGetJson(out var root, out var malformed))
        {
            errors.Add(new ValidationError("body", "", $"Invalid JSON: {malformed}"));
            return [];
        }

        if (root.ValueKind is not JsonValueKind.Object)
        {
            errors.Add(new ValidationError("body", "", ObjectBody.NotAMapping(root)));
            return [];
        }

        foreach (var member in root.EnumerateObject())
            if (member.Name is not ("defaults" or "requests"))
                errors.Add(new ValidationError("body", "", $"Unrecognized keys in mapping: \"{{'{member.Name}': …}}\""));
        var defaults = root.TryGetProperty("defaults", out var given) ? given : default;
        if (defaults.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object))
            errors.Add(new ValidationError("body", "defaults", ObjectBody.NotAMapping(defaults)));
        else
            CheckKeys(defaults, "defaults", errors);
        if (!root.TryGetProperty("requests", out var requests))
            errors.Add(new ValidationError("body", "requests", "Required"));
        else if (requests.ValueKind is not JsonValueKind.Array)
            errors.Add(new ValidationError("body", "requests", $"\"{ObjectBody.Shown(requests)}\" is not iterable"));
        if (errors.Count > 0)
            return [];
        if (options.BatchMaxRequests is { } most && requests.GetArrayLength() > most)
        {
            errors.Add(new ValidationError("body", "requests", $"Number of requests is limited to {most}"));
            return [];
        }

        var items = new List<BatchItem>(requests.GetArrayLength());
        foreach (var element in requests.EnumerateArray())
            if (ParseItem(element, defaults, $"requests.{items.Count}", errors) is { } item)
                items.Add(item);
            else
                return [];
        if (items.Any(IsBatch))
            errors.Add(new ValidationError("body", "requests", "Recursive call on /batch endpoint is forbidden."));
        return items;

        bool IsBatch(BatchItem item) =>
            RequestTarget.Parse(item.Path).Segments is { } segments && segments.SkipWhile(s => s == options.VersionPrefix).FirstOrDefault() == "batch";
    }

    static BatchItem? ParseItem(JsonElement item, JsonElement defaults, string name, List<ValidationError> errors)
    {
        if (item.ValueKind is not JsonValueKind.Object)
        {
            errors.Add(new ValidationError("body", name, ObjectBody.NotAMapping(item)));
            return null;
        }

        var before = errors.Count;
        CheckKeys(item, name, errors);
        var method = Member("method") is { } m ? (m.ValueKind is JsonValueKind.String ? m.GetString()! : ObjectBody.Shown(m)) : "GET";
        if (!_methods.Contains(method, StringComparer.Ordinal))
            errors.Add(new ValidationError("body", $"{name}.method", $"\"{method}\" is not one of {string.Join(", ", _methods)}"));
        if (Member("path") is not { } path)
            errors.Add(new ValidationError("body", $"{name}.path", "Required"));
        else if (path.ValueKind is not JsonValueKind.String || !path.GetString()!.StartsWith('/') || path.GetString()!.AsSpan().ContainsAnyInRange('\0', ' ')
            || path.GetString()!.Length > MaxPath)
            errors.Add(new ValidationError("body", $"{name}.path", "String does not match expected pattern"));
        var headers = ParseHeaders(item, defaults, name, errors);
        var body = ParseBody(item, defaults, name, errors);
        return errors.Count > before ? null : new BatchItem(method, Member("path")!.Value.GetString()!, headers, body);

        JsonElement? Member(string member) =>
            item.TryGetProperty(member, out var own) ? own
            : defaults.ValueKind is JsonValueKind.Object && defaults.TryGetProperty(member, out var shared) ? shared
            : null;
    }

    static void CheckKeys(JsonElement item, string name, List<ValidationError> errors)
    {
        if (item.ValueKind is not JsonValueKind.Object)
            return;
        foreach (var member in item.EnumerateObject())
            if (member.Name is not ("method" or "path" or "headers" or "body"))
                errors.Add(new ValidationError("body", name, $"Unrecognized keys in mapping: \"{{'{member.Name}': …}}\""));
    }

    static List<KeyValuePair<string, string>> ParseHeaders(JsonElement item, JsonElement defaults, string name, List<ValidationError> errors)
    {
        var headers = new List<KeyValuePair<string, string>>();
        // Defaults first: what the item says itself comes later and wins.
        foreach (var source in (JsonElement[])[defaults, item])
        {
            if (source.ValueKind is not JsonValueKind.Object || !source.TryGetProperty("headers", out var given))
                continue;
            if (given.ValueKind is not JsonValueKind.Object)
            {
                errors.Add(new ValidationError("body", $"{name}.headers", ObjectBody.NotAMapping(given)));
                continue;
            }

            foreach (var header in given.EnumerateObject())
            {
                if (header.Value.ValueKind is JsonValueKind.String && IsHeader(header.Name, header.Value.GetString()!))
                {
                    headers.Add(new(header.Name, header.Value.GetString()!));
                    continue;
                }

                errors.Add(new ValidationError("body", $"{name}.headers", $"{ObjectBody.Shown(given)} contains non string value"));
                break;
            }
        }

        return headers;
    }

    /// <summary>The body, defaults merged into it without overriding, at every depth.</summary>
    static JsonElement? ParseBody(JsonElement item, JsonElement defaults, string name, List<ValidationError> errors)
    {
        var own = item.TryGetProperty("body", out var itemBody) ? itemBody : default;
        var shared = defaults.ValueKind is JsonValueKind.Object && defaults.TryGetProperty("body", out var defaultBody) ? defaultBody : default;
        // An array is the body of a JSON Patch.
        if (own.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object or JsonValueKind.Array))
            errors.Add(new ValidationError("body", $"{name}.body", ObjectBody.NotAMapping(own)));
        if (shared.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object))
            errors.Add(new ValidationError("body", "defaults.body", ObjectBody.NotAMapping(shared)));
        if (shared.ValueKind is not JsonValueKind.Object || own.ValueKind is JsonValueKind.Array)
            return own.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? own : null;
        if (own.ValueKind is not JsonValueKind.Object)
            return shared;
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        WriteMerged(own, shared, new WireWriter(output));
        if (JsonText.TryParse(output.WrittenMemory, out var merged, out var wrong))
            return merged.RootElement.Clone();
        errors.Add(new ValidationError("body", $"{name}.body", wrong));
        return null;
    }

    static void WriteMerged(JsonElement own, JsonElement shared, WireWriter json)
    {
        var defaults = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in shared.EnumerateObject())
            defaults[member.Name] = member.Value;
        json.StartObject();
        foreach (var member in own.EnumerateObject())
        {
            json.Name(member.Name);
            if (defaults.Remove(member.Name, out var other) && member.Value.ValueKind is JsonValueKind.Object && other.ValueKind is JsonValueKind.Object)
                WriteMerged(member.Value, other, json);
            else
                json.Raw(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(member.Value));
        }

        foreach (var (name, value) in defaults)
            json.Name(name).Raw(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value));
        json.EndObject();
    }

    static bool IsHeader(string name, string value) =>
        name.Length > 0 && name.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !name.Contains(':') && !value.AsSpan().ContainsAny('\r', '\n', '\0');
}
