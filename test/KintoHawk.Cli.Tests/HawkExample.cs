namespace KintoHawk.Cli.Tests;

/// <summary>The worked example of the protocol, by which every implementation can be compared.</summary>
static class HawkExample
{
    public const string Id = "dh37fgj492je";
    public const string Key = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
    public const string Url = "http://example.com:8000/resource/1?b=1&a=2";
    public const string Time = "1353832234";
    public const string Header =
        "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-ext-data\", mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\"";

    /// <summary>What makes the header reproducible.</summary>
    public static string[] Fixed { get; } = ["--ts", Time, "--nonce", "j4h3g2"];

    public static (string Name, string Value)[] Environment { get; } = [("HAWK_ID", Id), ("HAWK_KEY", Key)];

    /// <summary>Runs a hawk command with the credential of the example in the environment.</summary>
    public static Task<CommandResult> HawkAsync(this Workspace workspace, params string[] arguments) => workspace.RunAsync("", ["hawk", .. arguments], Environment);

    /// <summary>The same with this standard input.</summary>
    public static Task<CommandResult> HawkWithInputAsync(this Workspace workspace, string input, params string[] arguments) =>
        workspace.RunAsync(input, ["hawk", .. arguments], Environment);
}
