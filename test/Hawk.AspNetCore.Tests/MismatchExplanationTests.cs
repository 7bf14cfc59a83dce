using Hawk.AspNetCore.Tests.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hawk.AspNetCore.Tests;

/// <summary>A developer finds in the log why a request is refused; nobody else finds anything, anywhere.</summary>
public sealed class MismatchExplanationTests
{
    const int Explained = 90;

    public static TheoryData<string> OtherEnvironments => [Environments.Production, Environments.Staging, "Test"];

    [Fact]
    public async Task In_development_the_log_says_which_part_of_the_request_makes_the_mac_match()
    {
        await using var app = await StartAsync(Environments.Development);

        await app.SendAsync(app.Sign("GET", "/a"), "/a/");
        await app.SendAsync(app.Sign(), body: null, fields: ["Host: internal.example", $"X-Forwarded-Host: unused.example, 127.0.0.1:{app.Port}"]);
        await app.SendAsync(app.Sign("PUT", "/a", "body"u8.ToArray()), body: "body\n"u8.ToArray());
        await app.SendAsync(app.Sign(offset: TimeSpan.FromHours(-1)));
        await app.SendAsync("Hawk id='a'", "GET", "/");

        var messages = Messages(app);
        Assert.Equal(5, messages.Length);
        Assert.Contains("\nTarget\n  signed:   /a\n  received: /a/\n", messages[0], StringComparison.Ordinal);
        Assert.Contains("\nHost\n  signed:   127.0.0.1\n  received: internal.example\n", messages[1], StringComparison.Ordinal);
        Assert.Contains($"\nPort\n  signed:   {app.Port}\n  received: 80\n", messages[1], StringComparison.Ordinal);
        Assert.Contains("\nPayload\n  signed:   the body without the line break at its end\n", messages[2], StringComparison.Ordinal);
        Assert.Contains("\nClock\n", messages[3], StringComparison.Ordinal);
        Assert.Contains("\nHeader\n", messages[4], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OtherEnvironments))]
    public async Task In_every_other_environment_nothing_is_explained(string environment)
    {
        await using var app = await StartAsync(environment);

        await app.SendAsync(app.Sign("GET", "/a"), "/a/");
        await app.SendAsync(app.Sign(offset: TimeSpan.FromHours(-1)));
        await app.SendAsync("Hawk id='a'", "GET", "/");

        Assert.Empty(Messages(app));
    }

    [Fact]
    public async Task The_response_is_the_same_in_development_as_in_production()
    {
        await using var development = await StartAsync(Environments.Development);
        await using var production = await StartAsync(Environments.Production);

        var explained = await development.SendAsync(development.Sign("GET", "/a"), "/a/");
        var plain = await production.SendAsync(production.Sign("GET", "/a"), "/a/");

        Assert.Single(Messages(development));
        Assert.Equal(401, explained.Status);
        Assert.Equal(plain.Challenge, explained.Challenge);
        Assert.Equal(plain.Body, explained.Body);
        Assert.Equal(plain.Fields.Select(static field => field.Key), explained.Fields.Select(static field => field.Key));
    }

    [Fact]
    public async Task An_unknown_credential_and_a_good_request_are_not_explained()
    {
        await using var app = await StartAsync(Environments.Development);
        using var unknown = new HawkCredential("nobody", TestApp.Key);

        await app.SendAsync(app.Sign(credential: unknown));
        await app.SendAsync(app.Sign());

        Assert.Empty(Messages(app));
    }

    [Fact]
    public async Task No_explanation_has_a_key_a_mac_or_a_hash()
    {
        await using var app = await StartAsync(Environments.Development);
        var signed = app.Sign("PUT", "/a", "body"u8.ToArray());

        await app.SendAsync(signed, "/b", "body"u8.ToArray());
        await app.SendAsync(signed, body: "other"u8.ToArray());
        await app.SendAsync(signed.Value.Replace("mac=\"", "mac=", StringComparison.Ordinal), "PUT", "/a");

        Assert.Equal(3, Messages(app).Length);
        string[] secrets = [TestApp.Key, signed.Hash!, signed.Value.Split("mac=\"")[1].TrimEnd('"')];
        Assert.All(secrets, secret => Assert.DoesNotContain(Messages(app), message => message.Contains(secret, StringComparison.Ordinal)));
    }

    static Task<TestApp> StartAsync(string environment) => TestApp.StartAsync(first: app => app.Services.GetRequiredService<IHostEnvironment>().EnvironmentName = environment);

    static string[] Messages(TestApp app) => [.. app.Log.Messages.Where(static message => message.EventId.Id is Explained
        && message.Category.StartsWith("Hawk.", StringComparison.Ordinal)).Select(static message => message.Message)];
}
