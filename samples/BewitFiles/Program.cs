using Hawk;
using Hawk.AspNetCore;
using Microsoft.Extensions.FileProviders;

var builder = WebApplication.CreateBuilder(args);
var key = builder.Configuration["HAWK_KEY"] ?? throw new InvalidOperationException("Set HAWK_KEY to the key of whoever may make links.");
var credential = new HawkCredential("alice", key);
builder.Services.AddSingleton<IHawkCredentialStore>(new HawkCredentialSet(credential));
builder.Services.AddAuthentication(HawkDefaults.AuthenticationScheme).AddHawk();
builder.Services.AddAuthorization();
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning); // below that it logs whole addresses, and a link is a secret

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();

using var files = new PhysicalFileProvider(Path.GetFullPath(builder.Configuration["folder"] ?? "."));
app.MapPost("/links/{name}", (string name, HttpRequest request) =>
{
    var file = new Uri($"{request.Scheme}://{request.Host}/files/{Uri.EscapeDataString(name)}");
    return HawkClient.SignLink(credential, file, TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5)).AbsoluteUri;
}).RequireAuthorization();

app.MapMethods("/files/{name}", [HttpMethods.Get, HttpMethods.Head], (string name) =>
    files.GetFileInfo(name) is { Exists: true } file ? Results.File(file.CreateReadStream(), "application/octet-stream", name) : Results.NotFound())
    .RequireAuthorization().AllowHawkBewit();
app.Run();
