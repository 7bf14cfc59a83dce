using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Archiving;

namespace KintoHawk.Server.Tests.MalformedInput;

/// <summary>Everything a storage holds, as a digest, and as it was when the tests began.</summary>
sealed class StorageState(IStorage storage, CancellationToken cancellationToken)
{
    static readonly ArchiveScope _everything = new(Bucket: null, History: true);

    readonly IStorageArchive _archive = (IStorageArchive)storage;
    IReadOnlyList<ArchiveEntry> _beginning = [];

    /// <summary>Remembers what is there now.</summary>
    public async Task RememberAsync()
    {
        var entries = new List<ArchiveEntry>();
        await _archive.ReadAsync(_everything, entry => entries.Add(Copy(entry)), cancellationToken);
        _beginning = entries;
    }

    /// <summary>Makes everything as it was.</summary>
    public async Task RestoreAsync()
    {
        await storage.FlushAsync(cancellationToken);
        var outcomes = await _archive.RestoreAsync(_beginning, RestorePolicy.Fail, cancellationToken);
        Assert.DoesNotContain(outcomes, static outcome => outcome is RestoreOutcome.Conflict or RestoreOutcome.Orphan);
    }

    /// <summary>A digest of every object, tombstone, access list, member and clock.</summary>
    public async Task<string> DigestAsync()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await _archive.ReadAsync(_everything, entry => Append(hash, entry), cancellationToken);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static void Append(IncrementalHash hash, ArchiveEntry entry)
    {
        if (entry is not ArchiveEntry.Object found)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{entry}\n"));
            return;
        }

        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{found.Path.Resource.Name} {found.Path.Uri} {found.Row.LastModified} {found.Row.IsTombstone} {found.Row.Data.Length}\n")));
        hash.AppendData(found.Row.Data.Span);
        foreach (var (permission, principals) in found.Access.Entries.OrderBy(static access => access.Key))
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{permission}: {string.Join(' ', principals.Order(StringComparer.Ordinal))}"));
        hash.AppendData(Encoding.UTF8.GetBytes($"\n{string.Join(' ', found.Members)}\n"));
    }

    /// <summary>What a storage hands over is only valid during the call.</summary>
    static ArchiveEntry Copy(ArchiveEntry entry) => entry is ArchiveEntry.Object found ? found with { Row = found.Row with { Data = found.Row.Data.ToArray() } } : entry;
}
