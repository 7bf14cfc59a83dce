namespace KintoHawk.Cli.HawkCommands;

/// <summary>Shows the text under a MAC on standard error.</summary>
static class SignedText
{
    public static void Show(string title, string text)
    {
        Console.Error.WriteLine(title);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
            Console.Error.WriteLine($"  {line}");
    }
}
