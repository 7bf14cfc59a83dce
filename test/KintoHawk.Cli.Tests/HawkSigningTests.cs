using System.Text.Json;

namespace KintoHawk.Cli.Tests;

public sealed class HawkSigningTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task With_time_and_nonce_the_header_is_reproducible_and_nothing_else_is_printed()
    {
        var url = await _workspace.HawkAsync(["header", "GET", HawkExample.Url, "--ext", "some-app-ext-data", .. HawkExample.Fixed]);
        var path = await _workspace.HawkAsync(["header", "get", "/resource/1?b=1&a=2", "--host", "example.com:8000", "--ext", "some-app-ext-data", .. HawkExample.Fixed]);

        Assert.Equal(new CommandResult(0, HawkExample.Header + "\n", ""), url);
        Assert.Equal(url, path);
    }

    [Fact]
    public async Task Without_them_every_header_is_another_one()
    {
        var first = await _workspace.HawkAsync("header", "GET", HawkExample.Url);
        var second = await _workspace.HawkAsync("header", "GET", HawkExample.Url);

        Assert.NotEqual(first.Output, second.Output);
        Assert.Equal(0, (await _workspace.HawkAsync("verify", "GET", HawkExample.Url, "--header", first.Output)).ExitCode);
    }

    [Fact]
    public async Task Json_has_the_parts_and_the_signed_text_and_verbose_shows_it()
    {
        var result = await _workspace.HawkAsync(["header", "POST", HawkExample.Url, "-d", "x", "--content-type", "text/plain; charset=utf-8", "--app", "a", "--dlg", "d", "--json", "-v", .. HawkExample.Fixed]);

        using var json = JsonDocument.Parse(result.Output);
        var root = json.RootElement;
        Assert.Equal(
            ["authorization", "id", "ts", "nonce", "method", "resource", "host", "port", "hash", "app", "dlg", "normalized"],
            root.EnumerateObject().Select(static member => member.Name));
        var normalized = $"hawk.1.header\n1353832234\nj4h3g2\nPOST\n/resource/1?b=1&a=2\nexample.com\n8000\n{root.GetProperty("hash")}\n\na\nd\n";
        Assert.Equal(normalized, root.GetProperty("normalized").GetString());
        Assert.Equal("Signed text:\n" + string.Concat(normalized.TrimEnd('\n').Split('\n').Select(static line => $"  {line}\n")), result.Error);
        Assert.DoesNotContain(HawkExample.Key, result.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_gives_the_same_header_however_it_comes()
    {
        var file = _workspace.Write("body.txt", "né\n");
        string[] sign = ["header", "POST", HawkExample.Url, "--content-type", "text/plain", .. HawkExample.Fixed];

        var text = await _workspace.HawkAsync([.. sign, "--data", "né\n"]);
        var fromFile = await _workspace.HawkAsync([.. sign, "--data-file", file]);
        var fromInput = await _workspace.HawkWithInputAsync("né\n", [.. sign, "--data-file", "-"]);
        var hash = await _workspace.RunAsync("hawk", "hash", "--data-file", file, "--content-type", "Text/Plain; charset=utf-8");
        var fromHash = await _workspace.HawkAsync(["header", "POST", HawkExample.Url, "--hash", hash.Output.Trim(), .. HawkExample.Fixed]);
        var none = await _workspace.HawkAsync(sign);
        var empty = await _workspace.HawkAsync([.. sign, "--data", ""]);

        Assert.Contains("hash=\"", text.Output, StringComparison.Ordinal);
        Assert.All([fromFile, fromInput, fromHash], other => Assert.Equal(text.Output, other.Output));
        Assert.DoesNotContain("hash=\"", none.Output, StringComparison.Ordinal);
        Assert.Contains("hash=\"", empty.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Thank you for flying Hawk", "text/plain", "sha256", "Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=")]
    public async Task The_hash_of_a_body_is_the_one_of_the_protocol(string body, string contentType, string algorithm, string expected)
    {
        var result = await _workspace.RunAsync(body, ["hawk", "hash", "--content-type", contentType, "--algorithm", algorithm, "--json"]);

        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(expected, json.RootElement.GetProperty("hash").GetString());
        Assert.Equal(algorithm, json.RootElement.GetProperty("algorithm").GetString());
    }

    [Theory]
    [InlineData("example.com")]
    [InlineData("ftp://example.com/")]
    [InlineData("http:///x")]
    [InlineData("/x")]
    [InlineData("/x", "--host", "a b")]
    [InlineData("http://example.com/", "--hash", "abc")]
    [InlineData("http://example.com/", "--data", "x", "--content-type", "é/x")]
    [InlineData("http://example.com/", "--data-file", "missing.txt")]
    public async Task What_cannot_be_signed_is_said_in_a_sentence(string url, params string[] options)
    {
        var result = await _workspace.HawkAsync(["header", "GET", url, .. options]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^[^\n]+\.\n$", result.Error);
        Assert.DoesNotContain("Parameter", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_no_server_would_read_is_not_made()
    {
        var result = await _workspace.HawkAsync("header", "GET", HawkExample.Url, "--ext", new string('x', 4096));

        Assert.Equal((1, "The header would be longer than the 4096 characters a server accepts.\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_url_that_is_signed_in_another_spelling_is_told()
    {
        var result = await _workspace.HawkAsync(["header", "GET", "http://example.com/a/../b", .. HawkExample.Fixed]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("is signed as /b", result.Error, StringComparison.Ordinal);
        Assert.Equal(result.Output, (await _workspace.HawkAsync(["header", "GET", "/b", "--host", "example.com", .. HawkExample.Fixed])).Output);
    }
}
