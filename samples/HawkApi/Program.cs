using System.Security.Claims;
using Hawk;
using Hawk.AspNetCore;
using HawkApi;

var builder = WebApplication.CreateBuilder(args);
var key = builder.Configuration["HAWK_KEY"] ?? throw new InvalidOperationException("Set HAWK_KEY to the key that the API and its client share.");
builder.Services.AddSingleton<IHawkCredentialStore>(new HawkCredentialSet(new HawkCredential("alice", key)));
builder.Services.AddAuthentication(HawkDefaults.AuthenticationScheme).AddHawk();
builder.Services.AddAuthorization();

var app = builder.Build();
app.UseHawkResponseSigning();
app.UseAuthentication();
app.UseAuthorization();

var api = app.MapGroup("/").RequireAuthorization();
api.MapGet("/", (ClaimsPrincipal user) => $"Hello {user.Identity?.Name}");
api.MapPost("/orders", (Order order) => new { order.Item, Total = order.Count * 5 }).RequireHawkPayload();
app.Run();
