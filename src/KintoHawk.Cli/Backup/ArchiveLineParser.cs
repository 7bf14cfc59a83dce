using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage.Archiving;

namespace KintoHawk.Cli.Backup;

/// <summary>Reads the lines of an archive, strictly: a member that nobody knows would otherwise be lost in silence.</summary>
static class ArchiveLineParser
{
    /// <summary>Deeper than any request may be, because the history keeps whole objects inside its own.</summary>
    const int MaxDepth = 200;

    /// <summary>Beyond it clients in JavaScript cannot read a timestamp, and near the end of a long the clock of a set would overflow.</summary>
    const long MaxTimestamp = (1L << 53) - 1;

    /// <param name="line">The line, without its end.</param>
    /// <param name="parsed">What it says; it does not need the bytes of the line any more.</param>
    /// <param name="error">What is wrong with it, for people.</param>
    public static bool TryParse(ReadOnlyMemory<byte> line, [NotNullWhen(true)] out ArchiveLine? parsed, [NotNullWhen(false)] out string? error)
    {
        parsed = null;
        if (JsonText.FindError(line.Span, MaxDepth) is { } malformed)
        {
            // The parser counts lines too, and to it this is the only one.
            error = malformed.Split(" LineNumber:")[0].TrimEnd('.');
            return false;
        }

        using var document = JsonText.ParseStored(line);
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            error = "not an object";
            return false;
        }

        var members = new Members(document.RootElement);
        parsed = members.Has("kintohawk_export") ? ParseHeader(members)
            : members.Has("resource") ? ParseObject(members)
            : members.Has("clock") ? ParseClock(members)
            : members.Has("end") ? ParseEnd(members)
            : members.Refuse("neither an object, nor a clock, nor the first or last line of an export");
        members.RefuseOthers();
        error = members.Error;
        return error is null && parsed is not null;
    }

    static ArchiveLine? ParseHeader(Members members)
    {
        var version = members.Integer("kintohawk_export");
        if (version is { } number && number != ArchiveHeader.Version)
            return members.Refuse($"kintohawk_export is {number}; this program reads version {ArchiveHeader.Version}");
        var bucket = members.OptionalText("bucket");
        return new ArchiveLine.Start(new ArchiveHeader(bucket, members.Flag("history"), members.Flag("password_hashes")));
    }

    static ArchiveLine? ParseEnd(Members members)
    {
        if (!members.Flag("end"))
            return members.Refuse("end is not true");
        return new ArchiveLine.End(new ArchiveTotals(members.Integer("objects") ?? 0, members.Integer("tombstones") ?? 0, members.Integer("clocks") ?? 0));
    }

    static ArchiveLine? ParseClock(Members members)
    {
        var (kind, set, clock) = (members.Text("clock"), members.Text("set"), members.Timestamp("last_modified"));
        if (kind is null || set is null || clock is null)
            return null;
        return ArchivedKinds.Find(kind) is { } known
            ? new ArchiveLine.Content(new ArchiveEntry.Clock(known, set, clock.Value))
            : members.Refuse($"clock is '{kind}', which is not a kind of object");
    }

    static ArchiveLine? ParseObject(Members members)
    {
        var (name, parent, id, timestamp) = (members.Text("resource"), members.Text("parent"), members.Text("id"), members.Timestamp("last_modified"));
        if (name is null || parent is null || id is null || timestamp is null)
            return null;
        if (ArchivedKinds.Find(name) is not { } kind)
            return members.Refuse($"resource is '{name}', which is not a kind of object");
        if (!IsName(id))
            return members.Refuse($"id is '{id}', which cannot be one");
        if (!IsParentOf(kind, parent))
            return members.Refuse($"parent is '{parent}', which cannot contain a {name}");

        var isTombstone = members.Has("deleted");
        if (isTombstone && !members.Flag("deleted"))
            return members.Refuse("deleted is not true");
        if (isTombstone == members.Has("data"))
            return members.Refuse("either data or deleted must be there, and not both");
        var data = isTombstone ? StoredObject.TombstoneData : ParseData(members);
        var row = new StoredObject(id, timestamp.Value, data, isTombstone);
        return new ArchiveLine.Content(new ArchiveEntry.Object(new ObjectPath(kind, parent, id), row, ParseAccess(members), ParseMembers(members, kind)));
    }

    static ReadOnlyMemory<byte> ParseData(Members members)
    {
        if (members.Find("data") is not { ValueKind: JsonValueKind.Object } data)
        {
            members.Refuse("data is not an object");
            return default;
        }

        if (data.TryGetProperty("id", out _) || data.TryGetProperty("last_modified", out _))
            members.Refuse("data has id or last_modified, which stand beside it");
        var output = new ArrayBufferWriter<byte>();
        JsonText.Write(data, output);
        return output.WrittenMemory;
    }

    static AccessControl ParseAccess(Members members)
    {
        var access = AccessControl.Empty;
        if (members.Find("permissions") is not { } permissions)
            return access;
        if (permissions.ValueKind is not JsonValueKind.Object)
        {
            members.Refuse("permissions is not an object");
            return access;
        }

        foreach (var permission in permissions.EnumerateObject())
        {
            var known = PermissionNames.Parse(permission.Name);
            if (known is Permission.None)
                members.Refuse($"permissions has '{permission.Name}', which is not a permission");
            else if (members.Texts(permission.Value, "permissions") is { Count: > 0 } principals)
                access = access.With(known, principals);
        }

        return access;
    }

    static IReadOnlyList<string> ParseMembers(Members members, Resource kind)
    {
        if (members.Find("members") is not { } users)
            return [];
        if (kind != Resource.Group)
            members.Refuse($"members are those of a group, and this is a {kind.Name}");
        return [.. (members.Texts(users, "members") ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    static bool IsParentOf(Resource kind, string parentUri)
    {
        if (kind.Parent is not { } parent)
            return parentUri.Length == 0;
        var start = parentUri.LastIndexOf('/');
        var plural = $"/{parent.Plural}";
        return start > 0
            && IsName(parentUri[(start + 1)..])
            && parentUri.AsSpan(0, start).EndsWith(plural, StringComparison.Ordinal)
            && IsParentOf(parent, parentUri[..(start - plural.Length)]);
    }

    /// <summary>What may stand between two slashes of a path. Which ids clients may choose is another question, and settings answer it.</summary>
    static bool IsName(string id) => id.Length > 0 && !id.Contains('/') && !id.AsSpan().ContainsAnyInRange('\0', '\u001F');

    /// <summary>The members of a line, of which each must be asked for. Remembers the first thing that is wrong.</summary>
    sealed class Members(JsonElement line)
    {
        readonly HashSet<string> _asked = new(StringComparer.Ordinal);

        public string? Error { get; private set; }

        public bool Has(string name) => line.TryGetProperty(name, out _);

        public JsonElement? Find(string name)
        {
            _asked.Add(name);
            return line.TryGetProperty(name, out var value) ? value : null;
        }

        public ArchiveLine? Refuse(string reason)
        {
            Error ??= reason;
            return null;
        }

        public string? Text(string name)
        {
            if (Find(name) is { ValueKind: JsonValueKind.String } text)
                return text.GetString();
            Refuse($"{name} is not a string");
            return null;
        }

        public string? OptionalText(string name) => Find(name) is null or { ValueKind: JsonValueKind.Null } ? null : Text(name);

        public long? Integer(string name)
        {
            if (Find(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value))
                return value;
            Refuse($"{name} is not an integer");
            return null;
        }

        public long? Timestamp(string name)
        {
            if (Integer(name) is not { } value)
                return null;
            if (value is >= -MaxTimestamp and <= MaxTimestamp)
                return value;
            Refuse($"{name} is {value}, which is beyond what a timestamp can be");
            return null;
        }

        public bool Flag(string name)
        {
            var value = Find(name);
            if (value is not { ValueKind: JsonValueKind.True or JsonValueKind.False })
                Refuse($"{name} is neither true nor false");
            return value is { ValueKind: JsonValueKind.True };
        }

        public IReadOnlyList<string>? Texts(JsonElement value, string name)
        {
            if (value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(static item => item.ValueKind is JsonValueKind.String))
                return [.. value.EnumerateArray().Select(static item => item.GetString()!)];
            Refuse($"{name} has something that is not a list of strings");
            return null;
        }

        public void RefuseOthers()
        {
            foreach (var member in line.EnumerateObject())
                if (!_asked.Contains(member.Name))
                    Refuse($"it has '{member.Name}', which is not known");
        }
    }
}
