using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using KintoHawk.Core.Json;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Resources;

/// <summary>
/// The body of a JSON Patch: operations on the document <c>{"data":{…},"permissions":{"read":{principal:principal},…}}</c> (kinto-api §12).
/// The document starts from the real access list, whoever may see it, so that a patch never loses entries.
/// </summary>
sealed class PatchBody
{
    static readonly string[] _operations = ["test", "add", "remove", "replace", "move", "copy"];

    static readonly JsonElement _present = JsonElement.Parse("true"u8);

    readonly List<JsonPatchOperation> _patch = [];

    /// <summary>Reads the operations; what is wrong with them is added to the errors.</summary>
    public static PatchBody Parse(ApiRequest request, List<ValidationError> errors)
    {
        var body = new PatchBody();
        if (!request.TryGetJson(out var root, out var malformed))
        {
            errors.Add(new ValidationError("body", "", $"Invalid JSON: {malformed}"));
            return body;
        }

        if (root.ValueKind is not JsonValueKind.Array)
        {
            errors.Add(new ValidationError("body", "", $"\"{ObjectBody.Shown(root)}\" is not iterable"));
            return body;
        }

        var index = 0;
        foreach (var item in root.EnumerateArray())
            body.ReadOperation(item, index++, errors);
        return body;
    }

    /// <summary>The object as the patch leaves it, in the form of an ordinary body; null with an error when an operation fails.</summary>
    public ObjectBody? Apply(ObjectView view, ResourceRules rules, out ApiError? error)
    {
        if (!view.Held.HasFlag(Permission.Write) && FindDisclosure() is { } disclosure)
        {
            error = ApiError.Invalid(disclosure);
            return null;
        }

        var stored = view.Object!;
        var json = new ArrayBufferWriter<byte>(stored.Data.Length + 64);
        JsonSplice.WriteObject(rules.Patchable(stored), json);
        using var original = JsonText.ParseStored(json.WrittenMemory);
        var document = new JsonObject
        {
            ["data"] = JsonPatch.NodeOf(original.RootElement),
            ["permissions"] = PermissionsOf(view.AccessControl),
        };
        if (!JsonPatch.TryApply(document, _patch, out var failure))
        {
            error = ApiError.Invalid(new ValidationError("body", null, $"JSON Patch operation failed: {failure}"));
            return null;
        }

        var errors = new List<ValidationError>();
        var body = new ObjectBody();
        using var patched = JsonText.ParseStored(BytesOf(document));
        if (patched.RootElement.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object)
            body.ReadData(data.Clone(), errors);
        else
            errors.Add(new ValidationError("body", "data", "Required"));
        if (!patched.RootElement.TryGetProperty("permissions", out var permissions) || permissions.ValueKind is not JsonValueKind.Object)
            errors.Add(new ValidationError("body", "permissions", "Required"));
        else if (TouchesPermissions)
            body.ReadPermissionMap(permissions, rules.Resource, errors);
        error = errors.Count > 0 ? ApiError.Invalid(errors) : null;
        return error is null ? body : null;
    }

    /// <summary>
    /// An operation whose outcome would tell entries of the access list. Callers to whom the list is not shown (kinto-api §11) can change it,
    /// but not read it.
    /// </summary>
    ValidationError? FindDisclosure()
    {
        for (var i = 0; i < _patch.Count; i++)
        {
            var (member, pointer) = _patch[i].Op switch
            {
                "test" => ("path", _patch[i].Path),
                "copy" or "move" => ("from", _patch[i].From),
                _ => ("", null),
            };
            if (pointer is not null && (pointer == "/permissions" || pointer.StartsWith("/permissions/", StringComparison.Ordinal)))
                return new ValidationError("body", $"{i}.{member}", "The permissions are only shown to those who may write the object itself");
        }

        return null;
    }

    bool TouchesPermissions => _patch.Exists(static operation =>
        operation.Op != "test" && (operation.Path.StartsWith("/permissions", StringComparison.Ordinal) || operation.From?.StartsWith("/permissions", StringComparison.Ordinal) is true));

    static JsonObject PermissionsOf(AccessControl access)
    {
        var permissions = new JsonObject { ["read"] = new JsonObject(), ["write"] = new JsonObject() };
        foreach (var (permission, principals) in access.Entries)
            permissions[PermissionNames.NameOf(permission)] = new JsonObject(principals.Select(static p => KeyValuePair.Create(p, (JsonNode?)JsonValue.Create(p))));
        return permissions;
    }

    static ReadOnlyMemory<byte> BytesOf(JsonObject document)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output))
            document.WriteTo(writer);
        return output.WrittenMemory;
    }

    void ReadOperation(JsonElement item, int index, List<ValidationError> errors)
    {
        if (item.ValueKind is not JsonValueKind.Object)
        {
            errors.Add(new ValidationError("body", $"{index}", ObjectBody.NotAMapping(item)));
            return;
        }

        string? op = null, path = null, from = null;
        JsonElement value = default;
        foreach (var member in item.EnumerateObject())
        {
            switch (member.Name)
            {
                case "op":
                    op = ObjectBody.Shown(member.Value);
                    break;
                case "path":
                    path = member.Value.ValueKind is JsonValueKind.String ? member.Value.GetString() : "";
                    break;
                case "from":
                    from = member.Value.ValueKind is JsonValueKind.String ? member.Value.GetString() : "";
                    break;
                case "value":
                    value = member.Value;
                    break;
                default:
                    errors.Add(ObjectBody.UnrecognizedKey($"{index}", member.Name, member.Value));
                    break;
            }
        }

        if (op is null)
            errors.Add(new ValidationError("body", $"{index}.op", "Required"));
        else if (!_operations.Contains(op, StringComparer.Ordinal))
            errors.Add(new ValidationError("body", $"{index}.op", $"\"{op}\" is not one of {string.Join(", ", _operations)}"));
        if (path is null)
            errors.Add(new ValidationError("body", $"{index}.path", "Required"));
        else if (!path.StartsWith('/'))
            errors.Add(new ValidationError("body", $"{index}.path", "String does not match expected pattern"));
        if (from is not null && !from.StartsWith('/'))
            errors.Add(new ValidationError("body", $"{index}.from", "String does not match expected pattern"));
        if (op is null || path is null)
            return;
        // Adding a principal needs no value: the path says it.
        if (value.ValueKind is JsonValueKind.Undefined && op == "add" && IsPrincipal(path))
            value = _present;
        _patch.Add(new JsonPatchOperation(op, path, from, value));
    }

    static bool IsPrincipal(string path) => path.StartsWith("/permissions/", StringComparison.Ordinal) && path.AsSpan().Count('/') == 3;
}
