using System.Buffers;
using KintoHawk.Core.Json;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Endpoints;

/// <summary><c>/__version__</c>: the deployment's own version file, kept once it was found (kinto-api §19).</summary>
sealed class VersionView(KintoHawkOptions options)
{
    volatile byte[]? _content;

    public ApiRoute Route => new() { Name = "version", Pattern = "/__version__", IgnoresCaller = true, Handlers = [new("GET", Get), new("HEAD", Get)] };

    ValueTask<ApiResponse> Get(ApiRequest request) => (_content ??= Read(options.VersionJsonPath)) is { } json
        ? new(new ApiResponse(StatusCodes.Status200OK, output => output.Write(json)))
        : new(ApiError.NoVersionFile.ToResponse());

    static byte[]? Read(string path)
    {
        if (!File.Exists(path) || !JsonText.TryParse(File.ReadAllBytes(path), out var document, out _))
            return null;
        using (document)
        {
            var output = new ArrayBufferWriter<byte>();
            JsonText.Write(document.RootElement, output);
            return output.WrittenSpan.ToArray();
        }
    }
}
