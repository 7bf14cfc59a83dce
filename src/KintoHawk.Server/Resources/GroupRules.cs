using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Resources;

/// <summary>Groups have members, and members have the group's URI among their principals (kinto-api §14.3).</summary>
sealed class GroupRules(ObjectIdRule idRule, int maxMembers) : ResourceRules(Resource.Group, idRule)
{
    public override ReadOnlyMemory<byte> Complete(ReadOnlyMemory<byte> data, List<ValidationError> errors)
    {
        using var document = JsonText.ParseStored(data);
        if (!document.RootElement.TryGetProperty("members", out var members))
            return JsonMembers.With(data.Span, "members", "[]"u8);
        if (members.ValueKind is not JsonValueKind.Array)
        {
            errors.Add(new ValidationError("body", "data.members", $"\"{ObjectBody.Shown(members)}\" is not iterable"));
            return data;
        }

        if (members.GetArrayLength() > maxMembers)
        {
            errors.Add(new ValidationError("body", "data.members", $"There are more than {maxMembers} members"));
            return data;
        }

        var index = 0;
        foreach (var member in members.EnumerateArray())
        {
            if (member.ValueKind is not JsonValueKind.String)
                errors.Add(new ValidationError("body", $"data.members.{index}", $"{ObjectBody.Shown(member)} is not a string: {{'': ''}}"));
            else if (member.GetString()!.StartsWith("/buckets/", StringComparison.Ordinal) || member.ValueEquals(Caller.Everyone))
                errors.Add(new ValidationError("body", $"data.members.{index}", $"'{ObjectBody.Shown(member)}' is not a valid user ID."));
            index++;
        }

        return data;
    }

    public override void AddChanges(ObjectPath path, ReadOnlyMemory<byte> data, ChangeSet changes)
    {
        using var document = JsonText.ParseStored(data);
        changes.Add(new Change.SetMembers(path, [.. document.RootElement.GetProperty("members").EnumerateArray().Select(static m => m.GetString()!).Distinct(StringComparer.Ordinal)]));
    }
}
