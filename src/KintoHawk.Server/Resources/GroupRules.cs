using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources.Schemas;

namespace KintoHawk.Server.Resources;

/// <summary>Groups have members, and members have the group's URI among their principals (kinto-api §14.3).</summary>
sealed class GroupRules(ObjectIdRule idRule, int maxMembers, SchemaChecks schemas) : ResourceRules(Resource.Group, idRule)
{
    public override ReadOnlyMemory<byte> Complete(ApiRequest request, ObjectView view, ReadOnlyMemory<byte> data, List<ValidationError> errors)
    {
        using var document = JsonText.ParseStored(data);
        if (IsPatch(request))
            CheckData(document.RootElement, "", errors);
        if (errors.Count > 0)
            return data;
        if (!document.RootElement.TryGetProperty("members", out _))
            data = JsonMembers.With(data.Span, "members", "[]"u8);
        schemas.Satisfies(data, view.Path.Id, view.Parent, "group:schema"u8, forRecords: false, errors);
        return data;
    }

    public override void AddChanges(ObjectPath path, ReadOnlyMemory<byte> data, ChangeSet changes)
    {
        using var document = JsonText.ParseStored(data);
        changes.Add(new Change.SetMembers(path, [.. document.RootElement.GetProperty("members").EnumerateArray().Select(static m => m.GetString()!).Distinct(StringComparer.Ordinal)]));
    }

    protected override void CheckData(JsonElement data, string prefix, List<ValidationError> errors)
    {
        if (!data.TryGetProperty("members", out var members))
            return;
        if (members.ValueKind is not JsonValueKind.Array)
        {
            errors.Add(new ValidationError("body", prefix + "members", $"\"{ObjectBody.Shown(members)}\" is not iterable"));
            return;
        }

        if (members.GetArrayLength() > maxMembers)
        {
            errors.Add(new ValidationError("body", prefix + "members", $"There are more than {maxMembers} members"));
            return;
        }

        var index = 0;
        foreach (var member in members.EnumerateArray())
        {
            if (member.ValueKind is not JsonValueKind.String)
                errors.Add(new ValidationError("body", $"{prefix}members.{index}", $"{ObjectBody.Shown(member)} is not a string: {{'': ''}}"));
            else if (member.GetString()!.StartsWith("/buckets/", StringComparison.Ordinal) || member.ValueEquals(Caller.Everyone))
                errors.Add(new ValidationError("body", $"{prefix}members.{index}", $"'{ObjectBody.Shown(member)}' is not a valid user ID."));
            index++;
        }
    }
}
