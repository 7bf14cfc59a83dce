using System.Text;
using System.Text.Json.Nodes;
using Hawk.Interop.Tests.Reference;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>Messages outside HTTP's own signature: what either side signs, the other accepts once, unaltered and in time.</summary>
public sealed class MessageTests(ReferencePackage reference) : IAsyncLifetime
{
    const string Text = "some message";
    const string Host = "example.com";
    const int Port = 8000;

    OurServer _ours = null!;
    Uri _theirs = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What is changed: a member of the signature, or what it is said to be for; and the reason.</summary>
    public static TheoryData<string, string, string> Altered => new()
    {
        { "id", "nobody", "Unknown credentials" },
        { "id", "long", "Bad mac" },
        { "ts", "1353832234", "Bad mac" },
        { "nonce", "another", "Bad mac" },
        { "hash", "U4MKKSmiVxk37JCCrAVIjV/OhB3y+NdwoCr6RShbVkE=", "Bad mac" },
        { "mac", "U4MKKSmiVxk37JCCrAVIjV/OhB3y+NdwoCr6RShbVkE=", "Bad mac" },
        { "id", "", "Invalid authorization" },
        { "nonce", "", "Invalid authorization" },
        { "hash", "", "Invalid authorization" },
        { "mac", "", "Invalid authorization" },
        { "text", "some message!", "Bad message hash" },
        { "text", "", "Bad message hash" },
        { "host", "example.org", "Bad mac" },
        { "port", "8001", "Bad mac" },
    };

    public async ValueTask InitializeAsync()
    {
        _ours = await OurServer.StartAsync(map: static app => MessageEndpoint.Map(app, TimeProvider.System));
        _theirs = await reference.Server.ListenAsync("message");
    }

    public async ValueTask DisposeAsync() => await _ours.DisposeAsync();

    [Theory]
    [MemberData(nameof(Matrix.Messages), MemberType = typeof(Matrix))]
    public async Task Every_message_of_the_reference_client_is_accepted_once(string host, int port, string text, string algorithm)
    {
        var message = Posted(await reference.Client.SignMessageAsync(host, port, text, Key.For(algorithm)), host, port, text);

        Assert.Null(await PostToOursAsync(message));
        Assert.Equal("Invalid nonce", await PostToOursAsync(message));
    }

    [Theory]
    [MemberData(nameof(Matrix.Messages), MemberType = typeof(Matrix))]
    public async Task Every_message_of_ours_is_accepted_once_by_the_reference_server(string host, int port, string text, string algorithm)
    {
        var message = Posted(Sign(host, port, text, Key.For(algorithm)), host, port, text);

        Assert.Null(await PostToTheirsAsync(message));
        Assert.Equal("Invalid nonce", await PostToTheirsAsync(message));
    }

    [Theory]
    [MemberData(nameof(Altered))]
    public async Task An_altered_message_of_the_reference_client_is_refused_and_its_original_is_still_good(string member, string value, string reason)
    {
        var message = Posted(await reference.Client.SignMessageAsync(Host, Port, Text, Key.Sha256), Host, Port, Text);

        Assert.Equal(reason, await PostToOursAsync(Alter(message, member, value)));
        Assert.Null(await PostToOursAsync(message));
    }

    [Theory]
    [MemberData(nameof(Altered))]
    public async Task An_altered_message_of_ours_is_refused_and_its_original_is_still_good(string member, string value, string reason)
    {
        var message = Posted(Sign(Host, Port, Text, Key.Sha256), Host, Port, Text);

        Assert.Equal(reason, await PostToTheirsAsync(Alter(message, member, value)));
        Assert.Null(await PostToTheirsAsync(message));
    }

    [Theory]
    [MemberData(nameof(Matrix.Keys), MemberType = typeof(Matrix))]
    public async Task Every_kind_of_key_is_accepted_on_both_sides(string id)
    {
        var theirs = Posted(await reference.Client.SignMessageAsync(Host, Port, Text, Key.Of(id)), Host, Port, Text);
        var ours = Posted(Sign(Host, Port, Text, Key.Of(id)), Host, Port, Text);

        Assert.Equal((null, null), (await PostToOursAsync(theirs), await PostToTheirsAsync(ours)));
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task A_message_of_a_clock_that_is_off_is_refused_on_both_sides(int clockOffset)
    {
        var offset = TimeSpan.FromSeconds(clockOffset);
        var theirs = Posted(await reference.Client.SignMessageAsync(Host, Port, Text, Key.Sha256, offset), Host, Port, Text);
        var ours = Posted(Sign(Host, Port, Text, Key.Sha256, offset), Host, Port, Text);

        Assert.Equal(("Stale timestamp", "Stale timestamp"), (await PostToOursAsync(theirs), await PostToTheirsAsync(ours)));
    }

    [Fact]
    public async Task Another_key_is_refused_on_both_sides()
    {
        var other = Key.Sha256 with { Secret = "another" };
        var theirs = Posted(await reference.Client.SignMessageAsync(Host, Port, Text, other), Host, Port, Text);
        var ours = Posted(Sign(Host, Port, Text, other), Host, Port, Text);

        Assert.Equal(("Bad mac", "Bad mac"), (await PostToOursAsync(theirs), await PostToTheirsAsync(ours)));
    }

    static JsonObject Sign(string host, int port, string text, Key key, TimeSpan clockOffset = default)
    {
        var now = TimeProvider.System.GetUtcNow() + clockOffset;
        var message = HawkClient.SignMessage(key.Credential, host, port, Encoding.UTF8.GetBytes(text), now);
        return JsonNode.Parse(message.ToJson())!.AsObject();
    }

    static JsonObject Posted(JsonObject authorization, string host, int port, string text) =>
        new() { ["host"] = host, ["port"] = port, ["text"] = text, ["authorization"] = authorization };

    static JsonObject Alter(JsonObject message, string member, string value)
    {
        var altered = message.DeepClone().AsObject();
        if (member is "port")
            altered[member] = int.Parse(value);
        else if (member is "host" or "text")
            altered[member] = value;
        else
            altered["authorization"]![member] = value;
        return altered;
    }

    /// <summary>Why our server refuses a message; null when it accepts.</summary>
    async Task<string?> PostToOursAsync(JsonObject message)
    {
        using var response = await PostAsync(MessageEndpoint.At(_ours.Origin), message);
        var reason = await response.Content.ReadAsStringAsync(Cancel);
        return reason.Length is 0 ? null : reason;
    }

    /// <summary>Why the reference server refuses a message; null when it accepts.</summary>
    async Task<string?> PostToTheirsAsync(JsonObject message)
    {
        using var response = await PostAsync(_theirs, message);
        return ReferenceVerdict.Of(response).Message;
    }

    static async Task<HttpResponseMessage> PostAsync(Uri uri, JsonObject message)
    {
        using var client = OurClient.Plain();
        using var content = new StringContent(message.ToJsonString(), Encoding.UTF8, "application/json");
        return await client.PostAsync(uri, content, Cancel);
    }
}
