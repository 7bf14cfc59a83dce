using System.Buffers;
using KintoHawk.Server.Api;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Plugins.Admin;

/// <summary>What stands at <c>/admin/</c> while no build of the console is configured.</summary>
static class AdminPage
{
    public static ApiResponse Response() => new ApiResponse(StatusCodes.Status200OK, static output => output.Write(Html)) { ContentType = "text/html; charset=utf-8" }
        .With(HeaderNames.CacheControl, "no-cache")
        .With(HeaderNames.ContentTypeOptions, "nosniff");

    static ReadOnlySpan<byte> Html =>
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Admin console</title>
          <style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem } code { background: #eee; padding: 0 .25em }</style>
        </head>
        <body>
          <h1>Admin console</h1>
          <p>This server is ready to serve <a href="https://github.com/Kinto/kinto-admin/">kinto-admin</a>, and has no build of it yet.</p>
          <ol>
            <li>Take a release of kinto-admin, or build it with <code>ASSET_PATH="/v1/admin/"</code> (the version prefix of this server).</li>
            <li>Put the files into a folder: <code>index.html</code>, its assets, and a file <code>VERSION</code> with the version of the console.</li>
            <li>Set <code>admin_assets_path</code> to that folder and start the server again.</li>
          </ol>
          <p>A console that is served from somewhere else works too: give it the address of this server.</p>
        </body>
        </html>

        """u8;
}
