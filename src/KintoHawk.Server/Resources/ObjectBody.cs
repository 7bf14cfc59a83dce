using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Resources;

/// <summary>The body of a write: <c>{"data":{…},"permissions":{…}}</c>, both optional (kinto-api §4, §11).</summary>
sealed class ObjectBody
{
    /// <summary>The revisions that a client may choose: whole milliseconds that every JSON reader and every backend can hold exactly.</summary>
    public const long MaxTimestamp = 9_007_199_254_740_991;

    const int ShownLength = 100;

    /// <summary>The <c>data</c> member; null when absent.</summary>
    public JsonElement? Data { get; private set; }

    /// <summary>The permissions listed with a list; null when there is no <c>permissions</c> member, empty when it lists none.</summary>
    public AccessControl? Permissions { get; private set; }

    /// <summary>The revision the client wants; null when there is none or it is not an integer.</summary>
    public long? LastModified { get; private set; }

    /// <summary>The <c>id</c> member of the data; null when absent. <see cref="JsonValueKind.String"/> is not guaranteed.</summary>
    public JsonElement? Id => Data is { } data && data.TryGetProperty("id", out var id) ? id : null;

    /// <summary>Members of the data that the server computed; they replace what the client sent.</summary>
    public IReadOnlyDictionary<string, string> Computed { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A copy with a member computed by the server.</summary>
    public ObjectBody WithComputed(string name, string value) => new()
    {
        Data = Data,
        Permissions = Permissions,
        LastModified = LastModified,
        Computed = new Dictionary<string, string>(Computed, StringComparer.Ordinal) { [name] = value },
    };

    /// <summary>Reads the body; what is wrong with it is added to the errors.</summary>
    public static ObjectBody Parse(ApiRequest request, Resource resource, List<ValidationError> errors)
    {
        var nullRemoves = ContentNegotiation.PatchKindOf(request) is PatchKind.Merge;
        var body = new ObjectBody();
        if (!request.TryGetJson(out var root, out var malformed))
        {
            errors.Add(new ValidationError("body", "", $"Invalid JSON: {malformed}"));
            return body;
        }

        if (root.ValueKind is not JsonValueKind.Object)
        {
            errors.Add(new ValidationError("body", "", root.ValueKind is JsonValueKind.Array ? NotAMapping(root) : "Should be a JSON object or an array"));
            return body;
        }

        foreach (var (name, value) in JsonMembers.Of(root))
        {
            switch (name)
            {
                case "data":
                    body.ReadData(value, errors);
                    break;
                case "permissions":
                    body.ReadPermissions(value, resource, nullRemoves, errors);
                    break;
                default:
                    errors.Add(UnrecognizedKey("", name, value));
                    break;
            }
        }

        return body;
    }

    public static ValidationError UnrecognizedKey(string place, string name, JsonElement value) =>
        new("body", place, $"Unrecognized keys in mapping: \"{{'{Shown(name)}': {Shown(value)}}}\"");

    public static string NotAMapping(JsonElement value) => $"\"{Shown(value)}\" is not a mapping type: Does not implement dict-like functionality.";

    public void ReadData(JsonElement value, List<ValidationError> errors)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            errors.Add(new ValidationError("body", "data", NotAMapping(value)));
            return;
        }

        Data = value;
        if (!value.TryGetProperty("last_modified", out var lastModified))
            return;
        if (lastModified.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            errors.Add(new ValidationError("body", "data.last_modified", "a timestamp is an integer"));
        }
        else if (lastModified.ValueKind is JsonValueKind.Number && IsInteger(lastModified))
        {
            if (lastModified.TryGetInt64(out var timestamp) && timestamp is >= -MaxTimestamp and <= MaxTimestamp)
                LastModified = timestamp;
            else
                errors.Add(new ValidationError("body", "data.last_modified", $"{Shown(lastModified)} is out of range"));
        }
    }

    void ReadPermissions(JsonElement value, Resource resource, bool nullRemoves, List<ValidationError> errors)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            errors.Add(new ValidationError("body", "permissions", NotAMapping(value)));
            return;
        }

        Permissions = AccessControl.Empty;
        foreach (var (name, listed) in JsonMembers.Of(value))
        {
            var permission = PermissionNames.Parse(name);
            if (permission is Permission.None || !resource.Permissions.HasFlag(permission))
            {
                errors.Add(UnknownPermission(name, resource));
            }
            else if (listed.ValueKind is JsonValueKind.Array)
            {
                ReadPrincipals(permission, name, listed, errors);
            }
            else if (listed.ValueKind is JsonValueKind.Null)
            {
                // Ignored, except by a merge patch, where null removes.
                if (nullRemoves)
                    Permissions = Permissions.With(permission, []);
            }
            else
            {
                errors.Add(new ValidationError("body", $"permissions.{name}", $"\"{Shown(listed)}\" is not iterable"));
            }
        }
    }

    /// <summary>Permissions as JSON Patch shows them: objects whose names are the principals.</summary>
    public void ReadPermissionMap(JsonElement value, Resource resource, List<ValidationError> errors)
    {
        Permissions = AccessControl.Empty;
        foreach (var permission in PermissionNames.Each(resource.Permissions))
            Permissions = Permissions.With(permission, []);
        foreach (var member in value.EnumerateObject())
        {
            var permission = PermissionNames.Parse(member.Name);
            if (permission is Permission.None || !resource.Permissions.HasFlag(permission))
                errors.Add(UnknownPermission(member.Name, resource));
            else if (member.Value.ValueKind is JsonValueKind.Object)
                Permissions = Permissions.With(permission, member.Value.EnumerateObject().Select(static principal => principal.Name));
            else
                errors.Add(new ValidationError("body", $"permissions.{member.Name}", NotAMapping(member.Value)));
        }
    }

    static ValidationError UnknownPermission(string name, Resource resource)
    {
        var known = string.Join(", ", PermissionNames.Each(resource.Permissions).Select(PermissionNames.NameOf));
        return new ValidationError("body", "permissions", $"\"{Shown(name)}\" is not one of {known}");
    }

    void ReadPrincipals(Permission permission, string name, JsonElement listed, List<ValidationError> errors)
    {
        var principals = new List<string>();
        var index = 0;
        foreach (var item in listed.EnumerateArray())
        {
            if (item.ValueKind is JsonValueKind.String)
                principals.Add(item.GetString()!);
            else
                errors.Add(new ValidationError("body", $"permissions.{name}.{index}", $"{Shown(item)} is not a string: {{'': ''}}"));
            index++;
        }

        Permissions = Permissions!.With(permission, principals);
    }

    static bool IsInteger(JsonElement number) => number.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0;

    /// <summary>A short form of a client's value for a message.</summary>
    public static string Shown(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String)
            return Shown(value.GetString()!);
        // A character of JSON text takes up to four bytes; what lies behind the cut is not decoded.
        var text = JsonMarshal.GetRawUtf8Value(value);
        return Shown(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 4 * (ShownLength + 1))]));
    }

    /// <summary>A short form of a client's text for a message.</summary>
    public static string Shown(string text)
    {
        if (text.Length <= ShownLength)
            return text;
        return text[..(char.IsHighSurrogate(text[ShownLength - 1]) ? ShownLength - 1 : ShownLength)] + "…";
    }
}
