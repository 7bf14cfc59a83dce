using System.Text;

namespace KintoHawk.Cli;

/// <summary>Files and folders that only their owner may read, written so that nobody ever sees half of one.</summary>
static class OwnFiles
{
    const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder, 0700, and the ones above it. One that exists is left as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerFolder);
    }

    /// <summary>Writes a file, 0600, unless it is there already, and says whether it has: of any number of racing callers one writes.</summary>
    public static bool TryCreate(string path, string text)
    {
        var temporary = WriteTemporary(path, text);
        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
        finally
        {
            // There only if the move has failed, for whatever reason.
            File.Delete(temporary);
        }
    }

    /// <summary>Writes a file, 0600, over any other.</summary>
    public static void Replace(string path, string text)
    {
        var temporary = WriteTemporary(path, text);
        try
        {
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    static string WriteTemporary(string path, string text)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var stream = new FileStream(temporary, options);
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
            return temporary;
        }
        catch
        {
            stream.Dispose();
            File.Delete(temporary);
            throw;
        }
    }
}
