using System.Text;
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
        : $"{stored.Id}@{stored.LastModified}{(stored.IsTombstone ? "-" : "+")}{Encoding.UTF8.GetString(stored.Data.Span)}";

    public static string Of(AccessControl access) =>
        $"({string.Join("; ", access.Entries.Select(static entry => $"{entry.Key}: {string.Join(' ', entry.Value)}"))})";
}
