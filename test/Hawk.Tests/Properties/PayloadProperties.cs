namespace Hawk.Tests.Properties;

/// <summary>The payload hash covers every byte of the body and the media type (section 4.4).</summary>
public class PayloadProperties
{
    static readonly string[] ContentTypes =
        ["", "application/json", "Text/PLAIN; charset=utf-8", " text/html\t;q=1", "application/vnd.api+json", "multipart/form-data; boundary=\"a;b\""];

    [Fact]
    public void An_edited_body_is_refused() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random) with { Body = RandomRequest.Bytes(random) };
        using var credential = request.Credential();
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(request.Sign(credential).Value, out var header));

        var edited = TextEdit.Apply(random, request.Body!);

        Assert.Equal(HawkFailure.None, HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("application/json", request.Body)));
        Assert.Equal(HawkFailure.BadPayloadHash, HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("application/json", edited)));
    });

    [Fact]
    public void An_edited_content_type_is_refused() => Cases.Run(static random =>
    {
        var contentType = ContentTypes[random.Below(ContentTypes.Length)];
        var body = RandomRequest.Bytes(random);
        using var credential = Sample.Credential();
        var signed = Sample.Sign(credential, HawkPayload.FromBytes(contentType, body));
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(signed.Value, out var header));

        var edited = TextEdit.Apply(random, contentType);

        // The exceptions: parameters, blanks around the media type, and its case.
        var failure = HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes(edited, body));
        var isSame = MediaType(edited).Equals(MediaType(contentType), StringComparison.OrdinalIgnoreCase);
        Assert.True(failure == (isSame ? HawkFailure.None : HawkFailure.BadPayloadHash), $"{failure}: <{edited}> for <{contentType}>");
    });

    [Fact]
    public void A_body_hashed_in_pieces_has_the_hash_of_the_whole() => Cases.Run(static random =>
    {
        var body = RandomRequest.Bytes(random);
        var whole = new byte[32];
        Assert.True(PayloadHasher.TryHash(HawkAlgorithm.Sha256, "application/json", body, whole, out _));
        Assert.True(PayloadHasher.TryCreate(HawkAlgorithm.Sha256, "application/json", out var hasher));
        using (hasher)
        {
            for (var position = 0; position < body.Length;)
            {
                var length = 1 + random.Below(body.Length - position);
                hasher.Append(body.AsSpan(position, length));
                position += length;
            }

            Assert.Equal(whole, hasher.Finish());
        }
    });

    static string MediaType(string contentType) => contentType.Split(';', 2)[0].Trim(' ', '\t');
}
