using System.Net;
using Hawk.Interop.Tests.Reference;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>Our server signs long responses behind their end, and the reference client verifies them.</summary>
public sealed class TrailerTests(ReferencePackage reference) : IAsyncLifetime
{
    OurServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await OurServer.StartAsync(signs: static options =>
    {
        options.MaxBytes = 0;
        options.SignStreamedWithTrailer = true;
    });

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Matrix.Responses), MemberType = typeof(Matrix))]
    public async Task Every_response_is_verified(string body, string algorithm, int status)
    {
        var (bytes, contentType) = Body.ByName[body];

        var answer = await reference.Client.SendAsync(new ReferenceCall("POST", new Uri(_server.Origin, "/r").AbsoluteUri, Key.For(algorithm))
        {
            Body = bytes,
            ContentType = contentType,
            Fields = new Dictionary<string, string>(StringComparer.Ordinal) { [ResponsePlan.Field] = new ResponsePlan { Status = status }.ToString() },
        });

        Assert.Equal((status, "ok"), ((int)answer.Status, answer.Verdict));
        Assert.Equal(bytes, answer.Body);
        Assert.Equal(bytes!.Length > 0, answer.Trailer("server-authorization") is not null);
    }

    [Fact]
    public async Task A_response_to_another_request_is_refused()
    {
        var call = new ReferenceCall("POST", new Uri(_server.Origin, "/r").AbsoluteUri, Key.Sha256) { Body = "body"u8.ToArray() };
        var mine = await reference.Client.SignAsync(call);
        var other = await reference.Client.SignAsync(call);

        var answer = await reference.Client.SendAsync(call with { Signature = mine, Authorization = other.Header });

        Assert.Equal((HttpStatusCode.OK, "Bad response mac"), (answer.Status, answer.Verdict));
    }
}
