using System.Net.Http.Json;
using Hawk;
using Microsoft.Extensions.DependencyInjection;

var key = Environment.GetEnvironmentVariable("HAWK_KEY") ?? throw new InvalidOperationException("Set HAWK_KEY to the key that the API and its client share.");
var origin = new Uri(args is [var url] ? url : "http://127.0.0.1:5080");

var services = new ServiceCollection();
services.AddHttpClient("api", client => client.BaseAddress = origin).AddHawk(options =>
{
    options.Credential = new HawkCredential("alice", key);
    options.AllowedOrigins.Add(origin);
    options.ResponseCheck = HawkResponseCheck.Required; // this API signs every answer, so one without signature is not from it
});
await using var provider = services.BuildServiceProvider();
using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");

Console.WriteLine(await client.GetStringAsync(origin));
using var answer = await client.PostAsJsonAsync(new Uri(origin, "orders"), new { Item = "hawk", Count = 2 });
Console.WriteLine($"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
