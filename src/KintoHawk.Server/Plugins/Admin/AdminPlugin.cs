using System.Buffers;
using System.Globalization;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace KintoHawk.Server.Plugins.Admin;

/// <summary>Serves the admin console from the folder in <c>admin_assets_path</c>, or a page that says how to have one (kinto-plugins §6).</summary>
sealed class AdminPlugin : IPlugin
{
    const string ContentSecurityPolicy = "default-src 'self'; img-src data: *; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'";

    /// <summary>The names of built files change with their content, except those of its pages.</summary>
    const string FileLifetime = "max-age=3600";

    readonly FileExtensionContentTypeProvider _mediaTypes = new();
    readonly KintoHawkOptions _options;
    readonly AdminAssets? _assets;
    readonly string _version;

    public AdminPlugin(KintoHawkOptions options)
    {
        _options = options;
        _assets = options.AdminAssetsPath is { } folder ? new AdminAssets(folder) : null;
        _version = _assets is null ? Product.Version : _assets.ReadVersion() ?? "unknown";
    }

    public IEnumerable<ApiRoute> Routes =>
    [
        new() { Name = "admin_redirect", Pattern = "/admin", IgnoresCaller = true, Handlers = [new("GET", Redirect), new("HEAD", Redirect)] },
        new() { Name = "admin_home", Pattern = "/admin/", IgnoresCaller = true, Handlers = [new("GET", GetIndexAsync), new("HEAD", GetIndexAsync)] },
        new() { Name = "catchall_static", Pattern = "/admin/{*subpath}", IgnoresCaller = true, Handlers = [new("GET", GetFileAsync), new("HEAD", GetFileAsync)] },
    ];

    public void WriteCapabilities(WireWriter json) => json.Capability("admin", "Serves the admin console.", "https://github.com/Kinto/kinto-admin/")
        .Name("version").String(_version)
        .EndObject();

    ValueTask<ApiResponse> Redirect(ApiRequest request) => new(new ApiResponse(StatusCodes.Status307TemporaryRedirect, static output =>
        output.Write("307 Temporary Redirect\n\nThe resource has been moved; see the Location header.\n"u8))
    {
        ContentType = "text/plain; charset=UTF-8",
    }.With(HeaderNames.Location, $"{request.Origin}/{_options.VersionPrefix}/admin/"));

    async ValueTask<ApiResponse> GetIndexAsync(ApiRequest request)
    {
        if (_assets is null)
            return AdminPage.Response().With(HeaderNames.ContentSecurityPolicy, ContentSecurityPolicy);
        return await FileAsync(request, "index.html");
    }

    ValueTask<ApiResponse> GetFileAsync(ApiRequest request) => FileAsync(request, request.RouteValues[0]);

    async ValueTask<ApiResponse> FileAsync(ApiRequest request, string path)
    {
        if (_assets?.Find(path) is not { } file)
            return ApiError.UnknownRoute;
        byte[] content;
        long modified;
        try
        {
            modified = new DateTimeOffset(File.GetLastWriteTimeUtc(file)).ToUnixTimeMilliseconds();
            content = await File.ReadAllBytesAsync(file, request.Cancelled);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return ApiError.UnknownRoute;
        }

        var etag = string.Create(CultureInfo.InvariantCulture, $"\"{modified:x}-{content.Length:x}\"");
        var mediaType = MediaTypeOf(file);
        var isPage = mediaType.StartsWith("text/html", StringComparison.Ordinal);
        var response = IsKnown(request, etag, modified)
            ? new ApiResponse(StatusCodes.Status304NotModified)
            : new ApiResponse(StatusCodes.Status200OK, output => output.Write(content)) { ContentType = mediaType };
        if (isPage)
            response = response.With(HeaderNames.ContentSecurityPolicy, ContentSecurityPolicy);
        return response
            .With(HeaderNames.ETag, etag)
            .With(HeaderNames.LastModified, ApiResponse.HttpDate(modified))
            .With(HeaderNames.CacheControl, isPage ? "no-cache" : FileLifetime)
            .With(HeaderNames.ContentTypeOptions, "nosniff");
    }

    /// <summary>True when the client says it has this revision; a date counts only when there is no tag.</summary>
    static bool IsKnown(ApiRequest request, string etag, long modified)
    {
        if (request.Header(HeaderNames.IfNoneMatch) is { } tags)
            return tags.Split(',').Any(tag => tag.Trim() is "*" || tag.Trim().Replace("W/", "", StringComparison.Ordinal) == etag);
        return request.Header("If-Modified-Since") is { } since
            && DateTimeOffset.TryParseExact(since, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            && modified / 1000 <= date.ToUnixTimeSeconds();
    }

    string MediaTypeOf(string file)
    {
        if (!_mediaTypes.TryGetContentType(file, out var type))
            return "application/octet-stream";
        return type.StartsWith("text/", StringComparison.Ordinal) || type is "image/svg+xml" ? type + "; charset=utf-8" : type;
    }
}
