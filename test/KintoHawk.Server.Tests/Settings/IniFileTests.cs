using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Settings;

public sealed class IniFileTests
{
    [Fact]
    public void Sections_and_keys_keep_their_order_case_and_line()
    {
        var file = IniFile.Parse("# first\n[one]\nKey = value\nkey: other = thing\n\n[two]\na=b");

        Assert.Empty(file.Errors);
        Assert.Equal(["one", "two"], file.Sections.Select(static section => section.Name));
        Assert.Equal([new IniEntry("Key", "value", 3), new IniEntry("key", "other = thing", 4)], file.Find("one")!.Entries);
        Assert.Equal([new IniEntry("a", "b", 7)], file.Find("two")!.Entries);
    }

    [Fact]
    public void A_value_continues_on_indented_lines_and_comments_between_them_do_not_count()
    {
        var file = IniFile.Parse("[s]\nlist = one\n    two\n# three\n  ; four\n\n\tfive\nnext = 1\n");

        Assert.Equal("one\ntwo\n\nfive", file.Find("s")!.Find("list")!.Value);
        Assert.Equal("1", file.Find("s")!.Find("next")!.Value);
    }

    [Fact]
    public void An_indented_line_that_looks_like_a_key_or_a_section_continues_the_value() =>
        Assert.Equal("one\nb = two\n[three]", IniFile.Parse("[s]\na = one\n b = two\n [three]\n").Find("s")!.Find("a")!.Value);

    [Fact]
    public void A_key_that_is_indented_is_continued_only_by_lines_that_are_indented_more()
    {
        var section = IniFile.Parse("[s]\n  a = one\n    two\n  b = three\n").Find("s")!;

        Assert.Equal("one\ntwo", section.Find("a")!.Value);
        Assert.Equal("three", section.Find("b")!.Value);
    }

    [Theory]
    [InlineData("[s]\r\na = 1\r\n  2\r\n")]
    [InlineData("\uFEFF[s]\na = 1\n  2")]
    [InlineData("[s]\na=1\n 2\n\n\n")]
    public void Line_ends_byte_order_marks_and_trailing_lines_do_not_matter(string text) => Assert.Equal("1\n2", IniFile.Parse(text).Find("s")!.Find("a")!.Value);

    [Fact]
    public void An_empty_value_is_a_value() => Assert.Equal("", IniFile.Parse("[s]\na =\nb = 1").Find("s")!.Find("a")!.Value);

    [Theory]
    [InlineData("[s]\na = 1\nb = 2\na = 3\n", "line 4: a is already set in [s], on line 2; accepted: each key once.")]
    [InlineData("[s]\na = 1\n[t]\n[s]\nb = 1\n", "line 4: The section [s] is already there, on line 1; accepted: each section once.")]
    [InlineData("a = 1\n[s]\n", "line 1: a stands before the first section; accepted: keys below a [section].")]
    [InlineData("[s]\nnonsense\n", "line 2: The line is neither a section, nor a comment, nor a key with a value; accepted: [section], # comment, key = value.")]
    [InlineData("[s]\n= 1\n", "line 2: The line is neither a section, nor a comment, nor a key with a value; accepted: [section], # comment, key = value.")]
    public void What_is_wrong_is_named_with_its_line(string text, string error) => Assert.Equal(error, Assert.Single(IniFile.Parse(text).Errors).ToString());

    [Fact]
    public void The_same_key_may_be_in_two_sections_and_in_two_cases() => Assert.Empty(IniFile.Parse("[s]\na = 1\nA = 2\n[t]\na = 3\n").Errors);
}
