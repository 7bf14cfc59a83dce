namespace KintoHawk.Cli.Backup;

/// <summary>Where an export goes: standard output, or a file that takes its name when it is complete. Its owner alone may read it.</summary>
sealed class ArchiveFile : IAsyncDisposable
{
    /// <summary>Behind the name of a file that is not complete. Always the same, so that what a killed export leaves behind is written over by the next.</summary>
    const string Partial = ".partial";

    readonly string? _path;

    ArchiveFile(string? path, Stream stream)
    {
        _path = path;
        Stream = stream;
    }

    public Stream Stream { get; }

    /// <exception cref="IOException">The file cannot be made, or another export is writing it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is somebody else's.</exception>
    public static ArchiveFile Create(string? path)
    {
        if (path is null)
            return new ArchiveFile(null, Console.OpenStandardOutput());
        var partial = new FileInfo(path + Partial);
        if (partial.LinkTarget is not null)
            throw new IOException($"{partial.FullName} is a link.");
        // What is there may be open to others, or belong to them: it makes room for a new file.
        using var left = partial.Exists ? new FileStream(partial.FullName, FileMode.Open, FileAccess.Write, FileShare.Delete, bufferSize: 0) : null;
        partial.Delete();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new ArchiveFile(path, new FileStream(partial.FullName, options));
    }

    /// <summary>All is written: from here on the file is there.</summary>
    public void Complete()
    {
        if (Stream is FileStream file && _path is not null)
        {
            file.Flush(flushToDisk: true);
            file.Dispose();
            File.Move(_path + Partial, _path, overwrite: true);
        }
        else
        {
            Stream.Flush();
        }
    }

    /// <summary>Closes it. What is not complete is removed.</summary>
    public async ValueTask DisposeAsync()
    {
        var incomplete = Stream is FileStream { CanWrite: true } && _path is not null;
        await Stream.DisposeAsync();
        if (incomplete)
            File.Delete(_path + Partial);
    }
}
