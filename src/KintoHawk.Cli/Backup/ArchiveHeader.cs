namespace KintoHawk.Cli.Backup;

/// <summary>The first line of an archive: what is in it.</summary>
/// <param name="Bucket">The only bucket; null for everything, accounts included.</param>
/// <param name="History">True when it has the entries of the history.</param>
/// <param name="PasswordHashes">True when accounts have the hashes of their passwords.</param>
sealed record ArchiveHeader(string? Bucket, bool History, bool PasswordHashes)
{
    /// <summary>The version of the format. A program reads the versions it knows and refuses others.</summary>
    public const int Version = 1;
}
