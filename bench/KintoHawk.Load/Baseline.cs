using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace KintoHawk.Load;

/// <summary>
/// What the web server itself costs: Kestrel, set up as the product sets it up, with a constant for every request. It runs in a process of its own and
/// ends with its standard input, so that it cannot outlive the one who started it.
/// </summary>
static class Baseline
{
    /// <summary>The hidden command that runs it.</summary>
    public const string Command = "baseline";

    public static async Task<int> ServeAsync(int bytes, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "baseline" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        await using var application = builder.Build();
        var body = Constant(bytes);
        application.Run(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body);
        });
        await application.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync($"ready at {application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}/");
        await Console.In.ReadToEndAsync(cancellationToken);
        await application.StopAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>A JSON text of the given size.</summary>
    static byte[] Constant(int bytes) => [.. "\""u8, .. Enumerable.Repeat((byte)'x', Math.Max(0, bytes - 2)), .. "\""u8];
}
