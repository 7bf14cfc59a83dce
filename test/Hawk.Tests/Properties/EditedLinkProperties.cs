namespace Hawk.Tests.Properties;

/// <summary>A link opens what it was signed for, and no link with an edited character opens anything (section 11).</summary>
public class EditedLinkProperties
{
    [Fact]
    public void A_signed_link_opens_and_an_edited_one_does_not() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        var target = request.Target();
        var bewit = HawkClient.CreateBewit(credential, in target, DateTimeOffset.FromUnixTimeSeconds(request.Timestamp + 60), request.Ext);
        var link = $"{request.Resource}{(request.Resource.Contains('?', StringComparison.Ordinal) ? '&' : '?')}bewit={bewit}";

        var edited = TextEdit.Apply(random, link);
        var editedBewit = link[..^bewit.Length] + TextEdit.Apply(random, bewit);

        Assert.Equal(HawkFailure.None, Judge(link, request, credential));
        foreach (var text in (string[])[edited, editedBewit])
        {
            // The exception: padding at the end is accepted and ignored.
            var isSame = text == link + "=";
            Assert.True(Judge(text, request, credential) is HawkFailure.None == isSame, $"{text} for {link}");
        }
    });

    /// <summary>A link that names another credential is as good as refused: the id is what finds the key.</summary>
    static HawkFailure Judge(string rawTarget, SignedRequest request, HawkCredential credential)
    {
        var failure = HawkBewit.Parse("GET", rawTarget, hasAuthorization: false, out var bewit);
        if (failure is not HawkFailure.None)
            return failure;
        if (!bewit.Id.SequenceEqual(request.Id))
            return HawkFailure.UnknownCredential;
        var target = request.Target();
        return HawkServer.VerifyBewit(in bewit, in target, credential, DateTimeOffset.FromUnixTimeSeconds(request.Timestamp), TimeSpan.MaxValue, out _);
    }
}
