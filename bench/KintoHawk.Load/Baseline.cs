using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace KintoHawk.Load;

/// <summary>
/// What the web server itself costs: Kestrel, set up as the product sets it up, with a constant for every request; and what it costs with one statement of
/// PostgreSQL before the constant. It runs in a process of its own and ends with its standard input, so that it cannot outlive the one who started it.
/// </summary>
static class Baseline
{
    /// <summary>The hidden command that runs it.</summary>
    public const string Command = "baseline";

    /// <summary>The path whose requests read one row first.</summary>
    public const string SelectPath = "/select";

    /// <summary>The path whose requests write one row first, each in its own commit.</summary>
    public const string UpsertPath = "/upsert";

    /// <param name="bytes">The size of the constant.</param>
    /// <param name="database">The connection string of its database; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<int> ServeAsync(int bytes, string? database, CancellationToken cancellationToken)
    {
        await using var rows = database is null ? null : new BaselineDatabase(database);
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
            switch (context.Request.Path.Value)
            {
                case SelectPath:
                    await rows!.SelectAsync(context.RequestAborted);
                    break;
                case UpsertPath:
                    await rows!.UpsertAsync(context.RequestAborted);
                    break;
            }

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
