using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Hawk;
using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests;

/// <summary>Requests that try to make the server forget, wait, grow or fail.</summary>
public sealed class AbuseTests(ServerFixture fixture)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task A_page_token_cannot_name_a_seen_nonce(string backend)
    {
        var server = await ServerAsync(backend);
        using var opening = await SendAsync(server, "POST", "/hawk-sessions");
        Assert.True(HawkSession.TryFromToken(opening.Headers.GetValues("Hawk-Session-Token").Single(), out var session));
        var signed = HawkClient.Authorize(
            session.ToCredential(), HawkTarget.FromUri("GET", new Uri(server.Address, "/v1/")), TimeProvider.System.GetUtcNow());
        await ExpectAsync(HttpStatusCode.OK, HelloAsync(server, signed.Value));
        await ExpectAsync(HttpStatusCode.Unauthorized, HelloAsync(server, signed.Value));

        var bucket = $"/buckets/{Guid.NewGuid():N}";
        await ExpectAsync(HttpStatusCode.Created, SendAsync(server, "PUT", bucket));
        var token = $$"""{"last_object":{"last_modified":1},"offset":1,"nonce":"hawk:{{signed.Id}}:{{signed.Nonce}}:{{signed.Timestamp}}"}""";
        var query = Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(token)));
        await ExpectAsync(HttpStatusCode.BadRequest, SendAsync(server, "DELETE", $"{bucket}/collections?_token={query}"));

        await ExpectAsync(HttpStatusCode.Unauthorized, HelloAsync(server, signed.Value));
    }

    [Fact]
    public async Task The_least_timestamp_is_refused_and_not_a_failure()
    {
        var server = await ServerAsync("memory");
        var bucket = $"/buckets/{Guid.NewGuid():N}";
        await ExpectAsync(HttpStatusCode.Created, SendAsync(server, "PUT", bucket));

        await ExpectAsync(HttpStatusCode.BadRequest, SendAsync(server, "PUT", bucket, """{"data":{"last_modified":-9223372036854775808}}"""));
        await ExpectAsync(HttpStatusCode.BadRequest, SendAsync(server, "DELETE", $"{bucket}?last_modified=-9223372036854775808"));
        await ExpectAsync(
            HttpStatusCode.BadRequest,
            SendAsync(server, "PATCH", bucket, """[{"op":"add","path":"/data/last_modified","value":-9223372036854775808}]""", "application/json-patch+json"));
    }

    [Fact]
    public async Task Errors_of_a_batch_do_not_grow_with_their_number()
    {
        var server = await ServerAsync("memory");
        var headers = string.Join(',', Enumerable.Range(0, 2000).Select(static i => $"\"h{i}\":1"));

        using var answer = await SendAsync(server, "POST", "/batch", "{\"defaults\":{\"headers\":{" + headers + "}},\"requests\":[{\"path\":\"/\"}]}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.InRange((await answer.Content.ReadAsByteArrayAsync(Cancelled)).Length, 1, 10_000);
    }

    [Fact]
    public async Task A_batch_never_hashes_a_password_while_writers_wait_for_it()
    {
        var server = await ServerAsync("sqlite");
        var name = $"u{Guid.NewGuid():N}";
        var batch = $$$$"""
            {"requests":[
                {"method":"PUT","path":"/accounts/{{{{name}}}}/","body":{"data":{"password":"one"}}},
                {"method":"PATCH","path":"/accounts/{{{{name}}}}","body":{"data":{"password":"two"}}}]}
            """;

        using var answer = await SendAsync(server, "POST", "/batch", batch, user: "admin");
        var text = await answer.Content.ReadAsStringAsync(Cancelled);

        // The first is hashed before the transaction; the second could only be hashed inside it, because the account did not exist before.
        Assert.Contains("\"status\":201", text, StringComparison.Ordinal);
        Assert.Contains("\"status\":400", text, StringComparison.Ordinal);
        Assert.Contains("A batch cannot set the password", text, StringComparison.Ordinal);
    }

    async Task<RunningServer> ServerAsync(string backend)
    {
        if (ServerFixture.Elsewhere is not null)
            Assert.Skip("Platform: needs the server of the fixture, not one elsewhere.");
        return await fixture.SharedAsync(backend);
    }

    static async Task ExpectAsync(HttpStatusCode expected, Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancelled)}");
    }

    static Task<HttpResponseMessage> HelloAsync(RunningServer server, string authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/v1/"));
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return server.Client.SendAsync(request, Cancelled);
    }

    static Task<HttpResponseMessage> SendAsync(
        RunningServer server, string method, string path, string? body = null, string contentType = "application/json", string user = "alice")
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, "/v1" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{server.Password}")));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        return server.Client.SendAsync(request, Cancelled);
    }
}
