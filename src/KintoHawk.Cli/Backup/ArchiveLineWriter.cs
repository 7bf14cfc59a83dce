using System.Buffers;
using KintoHawk.Core.Json;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage.Archiving;

namespace KintoHawk.Cli.Backup;

/// <summary>
/// Writes the lines of an archive. The same content always gives the same bytes: members have their places, principals and members are sorted, and
/// the data of objects is as it is stored.
/// </summary>
sealed class ArchiveLineWriter(Stream output) : IDisposable
{
    /// <summary>Lines are written together when there is this much.</summary>
    const int Chunk = 1 << 16;

    readonly ArrayBufferWriter<byte> _line = new(2 * Chunk);

    public long Bytes { get; private set; }

    public void Write(ArchiveHeader header)
    {
        Raw("{\"kintohawk_export\":"u8);
        Integer(ArchiveHeader.Version);
        Raw(",\"bucket\":"u8);
        if (header.Bucket is { } bucket)
            JsonText.WriteString(bucket, _line);
        else
            Raw("null"u8);
        Flag(",\"history\":"u8, header.History);
        Flag(",\"password_hashes\":"u8, header.PasswordHashes);
        Finish();
    }

    public void Write(ArchiveEntry entry)
    {
        if (entry is ArchiveEntry.Clock clock)
            Write(clock);
        else
            Write((ArchiveEntry.Object)entry);
    }

    public void Write(ArchiveTotals totals)
    {
        Raw("{\"end\":true,\"objects\":"u8);
        Integer(totals.Objects);
        Raw(",\"tombstones\":"u8);
        Integer(totals.Tombstones);
        Raw(",\"clocks\":"u8);
        Integer(totals.Clocks);
        Finish();
    }

    /// <summary>Writes what is held back.</summary>
    public void Dispose() => Send();

    void Write(ArchiveEntry.Object entry)
    {
        Raw("{\"resource\":"u8);
        JsonText.WriteString(entry.Path.Resource.Name, _line);
        Raw(",\"parent\":"u8);
        JsonText.WriteString(entry.Path.ParentUri, _line);
        Raw(",\"id\":"u8);
        JsonText.WriteString(entry.Path.Id, _line);
        Raw(",\"last_modified\":"u8);
        Integer(entry.Row.LastModified);
        WriteAccess(entry.Access);
        if (entry.Members.Count > 0)
        {
            Raw(",\"members\":"u8);
            WriteTexts(entry.Members);
        }

        if (entry.Row.IsTombstone)
        {
            Raw(",\"deleted\":true"u8);
        }
        else
        {
            Raw(",\"data\":"u8);
            Raw(entry.Row.Data.Span);
        }

        Finish();
    }

    void Write(ArchiveEntry.Clock entry)
    {
        Raw("{\"clock\":"u8);
        JsonText.WriteString(entry.Resource.Name, _line);
        Raw(",\"set\":"u8);
        JsonText.WriteString(entry.Partition, _line);
        Raw(",\"last_modified\":"u8);
        Integer(entry.LastModified);
        Finish();
    }

    void WriteAccess(AccessControl access)
    {
        var separator = ",\"permissions\":{"u8;
        var any = false;
        foreach (var (permission, principals) in access.Entries)
        {
            if (principals.IsEmpty)
                continue;
            Raw(any ? ","u8 : separator);
            any = true;
            JsonText.WriteString(PermissionNames.NameOf(permission), _line);
            Raw(":"u8);
            WriteTexts(principals);
        }

        if (any)
            Raw("}"u8);
    }

    void WriteTexts(IEnumerable<string> texts)
    {
        var separator = "["u8;
        foreach (var text in texts)
        {
            Raw(separator);
            JsonText.WriteString(text, _line);
            separator = ","u8;
        }

        Raw("]"u8);
    }

    void Flag(ReadOnlySpan<byte> name, bool value)
    {
        Raw(name);
        Raw(value ? "true"u8 : "false"u8);
    }

    void Integer(long value)
    {
        const int longest = 20;
        value.TryFormat(_line.GetSpan(longest), out var written);
        _line.Advance(written);
    }

    void Raw(ReadOnlySpan<byte> text) => _line.Write(text);

    void Finish()
    {
        Raw("}\n"u8);
        if (_line.WrittenCount >= Chunk)
            Send();
    }

    void Send()
    {
        output.Write(_line.WrittenSpan);
        Bytes += _line.WrittenCount;
        _line.ResetWrittenCount();
    }
}
