using KintoHawk.Server.Plugins.Admin;

namespace KintoHawk.Server.Tests.Admin;

public sealed class AdminAssetsTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kintohawk-admin-");

    string Root => Path.Combine(_folder.FullName, "build");

    public AdminAssetsTests()
    {
        Directory.CreateDirectory(Path.Combine(Root, "assets"));
        File.WriteAllText(Path.Combine(Root, "index.html"), "index");
        File.WriteAllText(Path.Combine(Root, "assets", "app.js"), "app");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "build-secret"));
        File.WriteAllText(Path.Combine(_folder.FullName, "build-secret", "key.txt"), "key");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("index.html")]
    [InlineData("assets/app.js")]
    public void Files_of_the_folder_are_found(string path) => Assert.Equal(Path.Combine(Root, path), new AdminAssets(Root + "/").Find(path));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("..")]
    [InlineData("../build-secret/key.txt")]
    [InlineData("assets/../../build-secret/key.txt")]
    [InlineData("assets/../index.html")]
    [InlineData("./index.html")]
    [InlineData("assets//app.js")]
    [InlineData("/etc/passwd")]
    [InlineData("assets\\app.js")]
    [InlineData("..\\build-secret\\key.txt")]
    [InlineData("C:/index.html")]
    [InlineData("index.html:stream")]
    [InlineData("index.html\0")]
    [InlineData("assets")]
    [InlineData("assets/")]
    [InlineData("index.html/x")]
    [InlineData("missing")]
    public void Nothing_else_is(string path) => Assert.Null(new AdminAssets(Root).Find(path));

    [Fact]
    public void A_hidden_file_is_not_part_of_a_build()
    {
        File.WriteAllText(Path.Combine(Root, ".env"), "secret");

        Assert.Null(new AdminAssets(Root).Find(".env"));
    }

    [Fact]
    public void Links_out_of_the_folder_are_refused()
    {
        Link("file.txt", Path.Combine(_folder.FullName, "build-secret", "key.txt"));
        Link("relative.txt", "../build-secret/key.txt");
        Link("folder", Path.Combine(_folder.FullName, "build-secret"));
        Link("above", "..");
        Link("first", "second");
        Link("second", "../build-secret/key.txt");
        Link("assets/self", "..");

        var assets = new AdminAssets(Root);

        Assert.All(
            (string[])["file.txt", "relative.txt", "folder/key.txt", "above/build-secret/key.txt", "first", "second"],
            path => Assert.Null(assets.Find(path)));
        Assert.Null(assets.Find("assets/self/assets/self/index.html/x"));
    }

    [Fact]
    public void A_link_in_the_folder_leads_to_a_file_of_the_folder()
    {
        Link("app.js", "assets/app.js");
        Link("static", "assets");
        Link("chain.js", "static/app.js");
        Link("absolute.js", Path.Combine(Root, "assets", "app.js"));

        var assets = new AdminAssets(Root);

        Assert.All(
            (string[])["app.js", "static/app.js", "chain.js", "absolute.js"],
            path => Assert.Equal(Path.Combine(Root, "assets", "app.js"), assets.Find(path)));
    }

    [Fact]
    public void A_link_into_a_linked_folder_outside_is_refused()
    {
        Link("outside", Path.Combine(_folder.FullName, "build-secret"));
        Link("inside.txt", "outside/key.txt");

        Assert.Null(new AdminAssets(Root).Find("inside.txt"));
    }

    [Fact]
    public void Links_in_a_circle_lead_nowhere()
    {
        Link("a", "b");
        Link("b", "a");

        Assert.Null(new AdminAssets(Root).Find("a"));
        Assert.Null(new AdminAssets(Root).Find("a/index.html"));
    }

    [Fact]
    public void The_folder_may_be_a_link_and_may_be_switched_while_the_server_runs()
    {
        var current = Path.Combine(_folder.FullName, "current");
        var next = Directory.CreateDirectory(Path.Combine(_folder.FullName, "next"));
        File.WriteAllText(Path.Combine(next.FullName, "new.js"), "new");
        Directory.CreateSymbolicLink(current, Root);
        Link("absolute.js", Path.Combine(Root, "assets", "app.js"));
        var assets = new AdminAssets(current);

        Assert.NotNull(assets.Find("index.html"));
        Assert.Equal("app", File.ReadAllText(assets.Find("absolute.js")!));
        Directory.Delete(current);
        Directory.CreateSymbolicLink(current, next.FullName);
        Assert.Null(assets.Find("index.html"));
        Assert.NotNull(assets.Find("new.js"));
    }

    [Fact]
    public void A_version_that_cannot_be_read_is_none()
    {
        var file = Path.Combine(Root, "VERSION");
        var assets = new AdminAssets(Root);

        Assert.Null(assets.ReadVersion());
        File.WriteAllText(file, "1.2.3\n");
        Assert.Equal("1.2.3", assets.ReadVersion());
        using var locked = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Null(assets.ReadVersion());
    }

    void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(Root, name), target);
}
