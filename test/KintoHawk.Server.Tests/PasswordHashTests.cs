using KintoHawk.Server.Plugins.Accounts;

namespace KintoHawk.Server.Tests;

public sealed class PasswordHashTests
{
    const string Secret = "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

    // The first nine are the public vectors of jBCrypt and of Openwall; the others were made by libxcrypt.
    [Theory]
    [InlineData("", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.")]
    [InlineData("a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe")]
    [InlineData("abc", "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC")]
    [InlineData("~!@#$%^&*()      ~!@#$%^&*()PNBFRD", "$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO")]
    [InlineData("", "$2a$08$HqWuK6/Ng6sg9gQzbLrgb.Tl.ZHfXLhvt/SgVyWhQqgqcZ7ZuUtye")]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK")]
    [InlineData("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    [InlineData("secret", Secret)]
    [InlineData("", "$2b$05$abcdefghijklmnopqrstuu0oImNDIy4flhldV9YqunRgBAePKmw7m")]
    [InlineData("p\u00e4ssw\u00f6rd \u2603 \U0001F511", "$2a$05$abcdefghijklmnopqrstuu1aDvXJb6SdycEnSRyM5eYpzZHdPMmR2")]
    [InlineData("secret", "$2y$10$abcdefghijklmnopqrstuuqflPDzB6gcMhKa1rZqKiun2YGL5sa2u")]
    public void Hashes_of_other_implementations_are_verified(string password, string hash)
    {
        Assert.True(PasswordHash.Verify(password, hash));
        Assert.False(PasswordHash.Verify(password + "x", hash));
    }

    [Fact]
    public void A_long_password_is_cut_after_72_bytes_when_it_is_verified()
    {
        const string hash = "$2y$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q";

        Assert.True(PasswordHash.Verify(new string('x', 100), hash));
        Assert.True(PasswordHash.Verify(new string('x', 72), hash));
        Assert.False(PasswordHash.Verify(new string('x', 71), hash));
    }

    [Fact]
    public void The_cut_may_fall_inside_a_character() =>
        Assert.True(PasswordHash.Verify(new string('a', 71) + "\u00e9tail", "$2b$05$abcdefghijklmnopqrstuuWuTLr7hESMgw017Si3HXBBpD0nkpizy"));

    [Fact]
    public void A_new_hash_has_the_form_of_the_reference_and_is_verified()
    {
        var hash = PasswordHash.Create("correct horse \u2603", PasswordHash.LeastCost);

        Assert.Matches(@"^\$2b\$04\$[./A-Za-z0-9]{53}$", hash);
        Assert.True(PasswordHash.Verify("correct horse \u2603", hash));
        Assert.False(PasswordHash.Verify("correct horse", hash));
    }

    [Fact]
    public void Two_hashes_of_one_password_differ()
    {
        var first = PasswordHash.Create("secret", PasswordHash.LeastCost);

        Assert.NotEqual(first, PasswordHash.Create("secret", PasswordHash.LeastCost), StringComparer.Ordinal);
    }

    [Fact]
    public void The_cost_of_a_new_hash_is_twelve_unless_told() => Assert.StartsWith("$2b$12$", PasswordHash.Create("secret"), StringComparison.Ordinal);

    [Fact]
    public void Passwords_that_bcrypt_would_cut_are_refused_on_creation()
    {
        Assert.Null(PasswordHash.Refuse(new string('\u00e9', 36)));
        Assert.Equal("Longer than 72 bytes", PasswordHash.Refuse(new string('\u00e9', 36) + "a"));
        Assert.Equal("Has a NUL character", PasswordHash.Refuse("a\0b"));
    }

    [Fact]
    public void Hashing_a_password_that_is_refused_is_a_mistake_of_the_caller_and_does_not_repeat_it()
    {
        var thrown = Assert.Throws<ArgumentException>(() => PasswordHash.Create("s3cret\0", PasswordHash.LeastCost));

        Assert.DoesNotContain("s3cret", thrown.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 'a', '\uD83D' })]
    [InlineData(new[] { '\uD83D', 'a' })]
    [InlineData(new[] { '\uDD11', '\uD83D' })]
    public void Half_a_character_is_refused(char[] password)
    {
        Assert.Equal("Has half of a surrogate pair", PasswordHash.Refuse(new string(password)));
        Assert.False(PasswordHash.Verify(new string(password), Secret));
    }

    [Fact]
    public void A_password_with_NUL_is_never_the_right_one() => Assert.False(PasswordHash.Verify("secret\0", Secret));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0")]
    [InlineData("$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0aa")]
    [InlineData("$2x$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a")]
    [InlineData("$1b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a")]
    [InlineData("$2b$5$aabcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a")]
    [InlineData("$2b$03$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a")]
    [InlineData("$2b$17$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a")]
    [InlineData("$2b$31$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a")]
    [InlineData("$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0!")]
    [InlineData("$2b$05$\u00e4bcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a")]
    [InlineData("$2b$05/abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a")]
    public void A_malformed_or_absurdly_costly_hash_belongs_to_no_password(string? hash) => Assert.False(PasswordHash.Verify("secret", hash));
}
