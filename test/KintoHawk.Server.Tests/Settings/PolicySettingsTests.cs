using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Settings;

public sealed class PolicySettingsTests
{
    const string Account = "multiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy\n";

    [Theory]
    [InlineData("kinto.plugins.accounts.AccountsPolicy", AuthenticationPolicyKind.Account, "account")]
    [InlineData("kinto.plugins.accounts.authentication.AccountsAuthenticationPolicy", AuthenticationPolicyKind.Account, "account")]
    [InlineData("kinto.core.authentication.BasicAuthAuthenticationPolicy", AuthenticationPolicyKind.BasicAuth, "mine")]
    [InlineData("kinto_hawk.authentication.HawkAuthenticationPolicy", AuthenticationPolicyKind.Hawk, "mine")]
    [InlineData("kinto_hawk.authentication.AccountsAuthenticationPolicy", AuthenticationPolicyKind.Hawk, "mine")]
    public void A_class_of_the_reference_gives_a_kind_and_a_prefix(string use, AuthenticationPolicyKind kind, string prefix)
    {
        var policy = Assert.Single(Reading.Options($"multiauth.policies = Mine\nmultiauth.policy.Mine.use = {use}").Policies);

        Assert.Equal(new AuthenticationPolicy { Name = "Mine", Kind = kind, UserIdPrefix = prefix }, policy);
    }

    [Fact]
    public void Policies_keep_their_order_and_their_realms()
    {
        var options = Reading.Options("""
            multiauth.policies = hawk
                                 account
                                 basicauth
            multiauth.policy.hawk.use = kinto_hawk.authentication.HawkAuthenticationPolicy
            multiauth.policy.hawk.realm = Games
            multiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy
            """);

        Assert.Equal(["hawk Games", "account Realm", "basicauth Realm"], options.Policies.Select(static policy => $"{policy.Name} {policy.Realm}"));
    }

    [Fact]
    public void The_name_of_the_Hawk_policy_is_the_prefix_unless_Hawk_users_are_accounts()
    {
        const string policies = "multiauth.policies = hawk\nmultiauth.policy.hawk.use = kinto_hawk.authentication.HawkAuthenticationPolicy\n";

        Assert.Equal("hawk", Assert.Single(Reading.Options(policies).Policies).UserIdPrefix);
        Assert.Equal("account", Assert.Single(Reading.Options(policies + "hawk.principal = account").Policies).UserIdPrefix);
    }

    [Fact]
    public void Hawk_sessions_without_a_Hawk_policy_get_one_whose_users_are_accounts()
    {
        var result = Reading.Application("kinto.includes = kinto.plugins.accounts kinto_hawk\nmultiauth.policies = account\n" + Account);

        Assert.Equal(["account Account account", "hawk Hawk account"], result.Options!.Policies.Select(static policy => $"{policy.Name} {policy.Kind} {policy.UserIdPrefix}"));
        Assert.Contains(result.Notices, static notice => notice.Contains("one is added at the end", StringComparison.Ordinal));
    }

    [Fact]
    public void A_Hawk_policy_without_sessions_is_told() =>
        Assert.Contains(
            Reading.Application("multiauth.policies = h\nmultiauth.policy.h.use = kinto_hawk.authentication.HawkAuthenticationPolicy").Notices,
            static notice => notice.Contains("sessions cannot be opened here", StringComparison.Ordinal));

    [Fact]
    public void An_unknown_policy_is_refused_by_name()
    {
        var error = Reading.Error("multiauth.policies = fxa\nmultiauth.policy.fxa.use = kinto_fxa.authentication.FxAOAuthAuthenticationPolicy");

        Assert.StartsWith("line 3: The policy 'fxa' is not known: multiauth.policy.fxa.use is 'kinto_fxa.authentication.FxAOAuthAuthenticationPolicy'; accepted: ", error, StringComparison.Ordinal);
        Assert.EndsWith(", or kintohawk.skip_unknown_policies = true to start without the policy.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_policy_can_be_skipped()
    {
        var result = Reading.Application("kintohawk.skip_unknown_policies = true\nmultiauth.policies = fxa account\nmultiauth.policy.fxa.use = kinto_fxa.Policy\n" + Account);

        Assert.Equal(["account"], result.Options!.Policies.Select(static policy => policy.Name));
        Assert.Contains("The policy 'fxa' is not known (multiauth.policy.fxa.use); it is skipped, and nobody is authenticated by it.", result.Notices);
    }

    [Fact]
    public void A_policy_without_class_is_refused() =>
        Assert.StartsWith("line 2: multiauth.policies lists 'account', but multiauth.policy.account.use is not set; accepted: ", Reading.Error("multiauth.policies = account"), StringComparison.Ordinal);

    [Fact]
    public void Accounts_need_an_account_policy() =>
        Assert.StartsWith(
            "line 2: includes lists kinto.plugins.accounts, but no policy is an account policy; accepted: ",
            Reading.Error("includes = kinto.plugins.accounts\nmultiauth.policies = basicauth"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("multiauth.policies = basicauth\nmultiauth.policy.unlisted.use = kinto.plugins.accounts.AccountsPolicy")]
    [InlineData("multiauth.policies = account\nmultiauth.policy.account.use = kinto_hawk.authentication.AccountsAuthenticationPolicy")]
    [InlineData("multiauth.policies = account\nmultiauth.policy.account.use = kinto_hawk.authentication.HawkAuthenticationPolicy")]
    public void An_account_policy_may_be_unlisted_or_of_Hawk_sessions(string policies) => Assert.True(Reading.Options("includes = kinto.plugins.accounts\n" + policies).AccountsIncluded);

    [Fact]
    public void Basicauth_before_the_account_policy_is_refused() =>
        Assert.Equal(
            "line 3: multiauth.policies has 'basicauth' before 'account', so that no account is ever recognised; accepted: the account policy first.",
            Reading.Error("includes = kinto.plugins.accounts\nmultiauth.policies = basicauth account\n" + Account));

    [Theory]
    [InlineData("account_create_principals = system.Everyone", null)]
    [InlineData("account_create_principals = account:admin system.Everyone\naccount_write_principals = account:admin", null)]
    [InlineData("account_create_principals = system.Authenticated account:bob\naccount_write_principals = account:admin", "system.Authenticated account:bob")]
    public void Creators_of_accounts_must_be_administrators_or_everyone(string principals, string? refused)
    {
        var result = Reading.Application("includes = kinto.plugins.accounts\nmultiauth.policies = account\n" + Account + principals);

        Assert.Equal(
            refused is null
                ? []
                : [$"line 5: account_create_principals has '{refused}', which account_write_principals does not have; accepted: system.Everyone and principals of account_write_principals."],
            result.Errors.Select(static error => error.ToString()));
    }

    [Fact]
    public void Creators_do_not_matter_without_the_accounts() => Assert.Empty(Reading.Application("account_create_principals = account:bob").Errors);
}
