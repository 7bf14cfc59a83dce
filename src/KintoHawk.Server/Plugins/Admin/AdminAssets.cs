using System.Text;

namespace KintoHawk.Server.Plugins.Admin;

/// <summary>
/// The files of a folder that may be served: regular files in it, by paths without tricks. Symbolic links are followed as long as they stay in the
/// folder; the folder is looked at with each request, so that a new build needs no restart.
/// </summary>
sealed class AdminAssets(string folder)
{
    /// <summary>More links on one way than this are a circle.</summary>
    const int MostLinks = 16;

    readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>The full path of a file; null when there is none that may be served.</summary>
    /// <param name="relative">The path in the folder, percent-decoded, with slashes.</param>
    public string? Find(string relative)
    {
        var segments = relative.Split('/');
        // Hidden files are not part of a build; "." and ".." are among them.
        if (segments.Any(static segment => segment.Length == 0 || segment[0] == '.' || segment.AsSpan().ContainsAny('\\', ':', '\0')))
            return null;
        try
        {
            return Follow(segments, 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The version of the build; null when it has no file that says so, or none that can be read.</summary>
    public string? ReadVersion()
    {
        try
        {
            return Find("VERSION") is { } file ? File.ReadAllText(file, Encoding.UTF8).Trim() : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Walks from the root; a link starts the walk again from where it points to.</summary>
    string? Follow(string[] segments, int links)
    {
        var path = _root;
        for (var i = 0; i < segments.Length; i++)
        {
            path = Path.Combine(path, segments[i]);
            if (new FileInfo(path).LinkTarget is not { } target)
                continue;
            var pointed = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, target));
            return links < MostLinks && WithinRoot(pointed) is { } inside ? Follow([.. inside, .. segments.Skip(i + 1)], links + 1) : null;
        }

        return File.Exists(path) ? path : null;
    }

    /// <summary>The segments below the root, under the name of the setting or under the one it is a link to; null when the path is elsewhere.</summary>
    string[]? WithinRoot(string path)
    {
        foreach (var root in (string?[])[_root, new DirectoryInfo(_root).ResolveLinkTarget(returnFinalTarget: true)?.FullName])
            if (root is not null && path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                return path[(root.Length + 1)..].Split(Path.DirectorySeparatorChar);
        return null;
    }
}
