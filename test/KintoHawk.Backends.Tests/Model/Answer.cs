using System.Text;
using System.Text.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Model;

/// <summary>Everything an answer says, as text: two answers are the same when the texts are.</summary>
static class Answer
{
    public static string Of(ChangeOutcome outcome) => $"{outcome.Conflict} {outcome.Index} [{string.Join(' ', outcome.Timestamps)}]";

    public static string Of(ObjectView view) =>
        $"{view.Path} {Of(view.Object)} in [{string.Join(' ', view.Ancestors.Select(Of))}] "
        + $"{view.Grants} as [{string.Join(' ', view.Principals)}] {Of(view.AccessControl)}";

    public static string Of(ObjectPage page) =>
        $"[{string.Join(' ', page.Objects.Select(Of))}] total {page.Total} at {page.Timestamp} "
        + $"in [{string.Join(' ', page.Ancestors.Select(Of))}] {page.Grants} as [{string.Join(' ', page.Principals)}] unrestricted {page.Unrestricted} shared {page.AnyShared}";

    public static string Of(StoredObject? stored) => stored is null
        ? "nothing"
        : $"{stored.Id}@{stored.LastModified}{(stored.IsTombstone ? "-" : "+")}{TextOf(stored.Data)}";

    public static string Of(AccessControl access) =>
        $"({string.Join("; ", access.Entries.Select(static entry => $"{entry.Key}: {string.Join(' ', entry.Value)}"))})";

    /// <summary>The members of objects in the order of their names: a database need not keep the one they came in.</summary>
    static string TextOf(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var members = document.RootElement.EnumerateObject()
            .OrderBy(static member => member.Name, StringComparer.Ordinal)
            .Select(static member => member.Name + "=" + (member.Value.ValueKind is JsonValueKind.Object ? TextOf(Encoding.UTF8.GetBytes(member.Value.GetRawText())) : member.Value.GetRawText()));
        return $"{{{string.Join(',', members)}}}";
    }
}
