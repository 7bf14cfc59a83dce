using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Settings;

public sealed class OpenIdPolicySettingsTests
{
    const string Least = """
        multiauth.policies = google
        multiauth.policy.google.use = kinto.plugins.openid.OpenIDConnectPolicy
        multiauth.policy.google.issuer = https://accounts.example
        multiauth.policy.google.client_id = client

        """;

    [Fact]
    public void What_is_not_set_has_the_defaults_of_the_reference()
    {
        var policy = Assert.Single(Reading.Options(Least).Policies);

        Assert.Equal((AuthenticationPolicyKind.OpenId, "google", "Realm"), (policy.Kind, policy.UserIdPrefix, policy.Realm));
        Assert.Equal(
            ("https://accounts.example", "client", "", "", "Bearer", "sub", TimeSpan.FromDays(1), TimeSpan.FromHours(1), 32),
            All(policy.OpenId!));
    }

    [Fact]
    public void Every_argument_is_read_also_from_the_environment()
    {
        var policy = Assert.Single(Reading.Options(
            Least + """
            multiauth.policy.google.client_secret = hidden
            multiauth.policy.google.audience = us
            multiauth.policy.google.header_type = Bearer+OIDC
            multiauth.policy.google.userid_field = email
            multiauth.policy.google.verification_ttl_seconds = 60
            multiauth.policy.google.state_ttl_seconds = 30
            multiauth.policy.google.realm = Here
            """,
            ("MULTIAUTH_POLICY_GOOGLE_STATE_LENGTH", "48")).Policies);

        Assert.Equal("Here", policy.Realm);
        Assert.Equal(
            ("https://accounts.example", "client", "hidden", "us", "Bearer+OIDC", "email", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30), 48),
            All(policy.OpenId!));
        Assert.DoesNotContain("hidden", policy.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_providers_and_other_policies_stand_in_the_order_they_are_listed()
    {
        var policies = Reading.Options("""
            multiauth.policies = basicauth two one other
            multiauth.policy.one.use = kinto.plugins.openid.OpenIDConnectPolicy
            multiauth.policy.one.issuer = https://one.example
            multiauth.policy.one.client_id = 1
            multiauth.policy.two.use = kinto.plugins.openid.OpenIDConnectPolicy
            multiauth.policy.two.issuer = https://two.example
            multiauth.policy.two.client_id = 2
            multiauth.policy.two.header_type = two
            multiauth.policy.other.use = kinto.core.authentication.BasicAuthAuthenticationPolicy
            """).Policies;

        Assert.Equal(
            ["basicauth BasicAuth ", "two OpenId https://two.example", "one OpenId https://one.example", "other BasicAuth "],
            policies.Select(static policy => $"{policy.Name} {policy.Kind} {policy.OpenId}"));
    }

    [Fact]
    public void A_short_state_is_lengthened_and_told()
    {
        var result = Reading.Application(Least + "multiauth.policy.google.state_length = 4");

        Assert.Equal(16, result.Options!.Policies[0].OpenId!.StateBytes);
        Assert.Contains("multiauth.policy.google.state_length is 4, which can be guessed; 16 is used.", result.Notices);
    }

    [Theory]
    [InlineData("issuer =", "line 3: multiauth.policy.google.issuer is not set, and multiauth.policy.google.use is OpenID Connect; accepted: the address of the identity provider.")]
    [InlineData("client_id =", "line 3: multiauth.policy.google.client_id is not set, and multiauth.policy.google.use is OpenID Connect; accepted: the name of this server at the identity provider.")]
    [InlineData("issuer = accounts.example", "line 4: multiauth.policy.google.issuer is 'accounts.example'; accepted: an https:// address.")]
    [InlineData("header_type = two words", "line 6: multiauth.policy.google.header_type is 'two words'; accepted: one word, like Bearer.")]
    [InlineData("state_length = 0", "line 6: multiauth.policy.google.state_length is '0'; accepted: an integer from 16 to 512.")]
    [InlineData("verification_ttl_seconds = soon", "line 6: multiauth.policy.google.verification_ttl_seconds is 'soon'; accepted: an integer from 1 to 2147483647.")]
    public void What_is_missing_or_wrong_is_named(string line, string error)
    {
        var key = line[..line.IndexOf(' ', StringComparison.Ordinal)];
        var lines = Least.TrimEnd().Split('\n').ToList();
        var place = lines.FindIndex(known => known.StartsWith($"multiauth.policy.google.{key} ", StringComparison.Ordinal));
        if (place < 0)
            lines.Add("multiauth.policy.google." + line);
        else
            lines[place] = "multiauth.policy.google." + line;

        Assert.Equal(error, Reading.Error(string.Join('\n', lines)));
    }

    static (string Issuer, string ClientId, string Secret, string Audience, string HeaderType, string Field, TimeSpan Verification, TimeSpan State, int Bytes) All(OpenIdPolicySettings settings) =>
        (settings.Issuer, settings.ClientId, settings.ClientSecret, settings.Audience, settings.HeaderType, settings.UserIdField, settings.VerificationLifetime, settings.StateLifetime, settings.StateBytes);
}
