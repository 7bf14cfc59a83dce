using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Settings;

public sealed class IniInterpolationTests
{
    [Theory]
    [InlineData("%(here)s/x.db", "/srv/x.db")]
    [InlineData("%(http_port)s", "9000")]
    [InlineData("100%%", "100%")]
    [InlineData("%%(here)s", "%(here)s")]
    [InlineData("%(common)s-%(own)s", "shared-mine")]
    [InlineData("%(chain)s", "shared!")]
    [InlineData("%(shadowed)s", "section")]
    [InlineData("%(odd)s", "50% off")]
    public void A_name_stands_for_the_section_then_a_variable_then_the_defaults(string value, string resolved)
    {
        var (actual, error) = Resolve(value);

        Assert.Null(error);
        Assert.Equal(resolved, actual);
    }

    [Theory]
    [InlineData("50%", "line 10: key: a lone '%' in the value; accepted: %% for a percent sign, %(name)s for another value.")]
    [InlineData("%(here)", "line 10: key: a lone '%' in the value; accepted: %% for a percent sign, %(name)s for another value.")]
    [InlineData("%(nobody)s", "line 10: key: the value names %(nobody)s, which is not known; accepted: keys of this section and of [DEFAULT], here, http_port, odd.")]
    [InlineData("%(key)s", "line 10: key: the value refers to other keys more than 10 levels deep; accepted: fewer, and no circles.")]
    public void What_is_wrong_is_named(string value, string message) => Assert.Equal(message, Resolve(value).Error?.ToString());

    [Fact]
    public void Values_that_multiply_are_refused_before_they_fill_the_memory()
    {
        var levels = string.Concat(Enumerable.Range(1, 9).Select(static level =>
            $"v{level} = {string.Concat(Enumerable.Repeat($"%(v{level - 1})s", 20))}\n"));
        var file = IniFile.Parse($"[s]\nv0 = {new string('x', 20)}\n{levels}");
        var section = file.Find("s")!;

        Assert.False(new IniInterpolation(file, section, new Dictionary<string, string>(StringComparer.Ordinal)).TryResolve(section.Find("v9")!, out _, out var error));
        Assert.Contains("longer than 65536 characters", error.Message, StringComparison.Ordinal);
    }

    static (string? Value, SettingsError? Error) Resolve(string value)
    {
        var file = IniFile.Parse($"""
            [DEFAULT]
            common = shared
            here = not this
            shadowed = default
            chain = %(common)s!
            [s]
            own = mine
            shadowed = section

            key = {value}
            """);
        var section = file.Find("s")!;
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["here"] = "/srv", ["http_port"] = "9000", ["odd"] = "50% off" };
        return new IniInterpolation(file, section, variables).TryResolve(section.Find("key")!, out var resolved, out var error) ? (resolved, null) : (null, error);
    }
}
