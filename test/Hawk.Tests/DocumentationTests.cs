using System.Text;

namespace Hawk.Tests;

/// <summary>The worked example of docs/protocol/hawk.md, made again: what the page shows is what goes over the wire.</summary>
public class DocumentationTests
{
    static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hawk.md")).ReplaceLineEndings("\n");

    [Fact]
    public void The_worked_example_is_what_the_library_sends_and_accepts()
    {
        using var credential = new HawkCredential("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");
        var body = HawkPayload.FromBytes("text/plain; charset=utf-8", "Thank you for flying Hawk"u8);
        var uri = new Uri("https://example.com/resource/1?b=1&a=2");
        var now = DateTimeOffset.FromUnixTimeSeconds(1353832234);
        var options = new HawkSignOptions { Nonce = "j4h3g2", Ext = "some-app-ext-data" };
        var signed = HawkClient.Authorize(credential, HawkTarget.FromUri("POST", uri), now, in body, options);
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(signed.Value, out var header));
        Assert.True(HawkTarget.TryFromHostField("POST", uri.PathAndQuery, "example.com", isTls: true, out var target));
        Assert.Equal(HawkFailure.None, HawkServer.VerifyMac(in header, in target, credential, Sample.Now));
        Assert.Equal(HawkFailure.None, HawkServer.VerifyPayload(in header, credential, in body));
        var answer = HawkServer.SignResponse(in header, in target, credential, HawkPayload.FromBytes("application/json", """{"ok":true}"""u8));

        Shows("hawk.1.payload\ntext/plain\nThank you for flying Hawk\n");
        Shows(signed.NormalizedText);
        Shows($"Authorization: {Folded(signed.Value)}\n");
        Shows($"Server-Authorization: {Folded(answer)}\n");
        Shows($"WWW-Authenticate: {Folded(HawkServer.StaleChallenge(credential, now))}\n");
    }

    [Fact]
    public void The_link_example_is_what_the_library_signs_and_accepts()
    {
        using var credential = new HawkCredential("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");
        var now = DateTimeOffset.FromUnixTimeSeconds(1353832234);
        var uri = new Uri("https://example.com/files/report.pdf?v=2");
        var link = HawkClient.SignLink(credential, uri, now, TimeSpan.FromHours(1), "some-app-ext-data");
        Assert.Equal(HawkFailure.None, HawkBewit.Parse("GET", link.PathAndQuery, hasAuthorization: false, out var bewit));
        Assert.True(HawkTarget.TryFromHostField("GET", link.PathAndQuery, "example.com", isTls: true, out var target));
        Assert.Equal(HawkFailure.None, HawkServer.VerifyBewit(in bewit, in target, credential, now, TimeSpan.FromHours(1), out _));

        Shows(NormalizedString.ForBewit(bewit.Expires, bewit.Resource, target.Host, target.Port, bewit.Ext).ToString());
        Shows($"{bewit.Id}\\{bewit.Expires}\\{bewit.Mac}\\{bewit.Ext}\n");
        Shows($"{link.AbsoluteUri}\n");
    }

    [Fact]
    public void The_message_example_is_what_the_library_signs_and_accepts()
    {
        using var credential = new HawkCredential("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");
        var now = DateTimeOffset.FromUnixTimeSeconds(1353832234);
        var payload = "Thank you for flying Hawk"u8;
        var signed = HawkClient.SignMessage(credential, "example.com", 8000, payload, now, "j4h3g2");
        Assert.Equal(HawkFailure.None, HawkMessage.Parse(Encoding.UTF8.GetBytes(signed.ToJson()), out var message));
        Assert.Equal(HawkFailure.None, HawkServer.VerifyMessage(message!, "example.com", 8000, payload, credential, now, out _));

        Shows("hawk.1.payload\n\nThank you for flying Hawk\n");
        Shows(NormalizedString.ForMessage("1353832234", "j4h3g2", "example.com", 8000, signed.Hash).ToString());
        Shows($"{signed.ToJson().Replace(",\"", ",\n    \"", StringComparison.Ordinal)}\n");
    }

    [Fact]
    public void The_session_example_is_what_the_token_gives()
    {
        Assert.True(HawkSession.TryFromToken("096e8db4efd19419a3f44a6e60b468ecd16ac1f2ee1fae85ecd2131fee130bc8", out var session));

        Shows($"token  {session.Token}\nid     {session.Id}\nkey    {session.Key}\n");
    }

    static void Shows(string text) => Assert.Contains($"```\n{text}```", Page, StringComparison.Ordinal);

    /// <summary>The page folds long fields after each comma, which a real field never is.</summary>
    static string Folded(string value) => new StringBuilder(value).Replace(", ", ",\n    ").ToString();
}
