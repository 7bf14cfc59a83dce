namespace KintoHawk.Cli.HawkCommands;

/// <summary>The characters that may stand in a quoted value of a Hawk header (section 3.2).</summary>
static class AttributeCharacters
{
    /// <summary>Whether the text is not empty and has no other characters.</summary>
    public static bool AreIn(string text) => text.Length > 0 && text.All(static character => character is >= ' ' and <= '~' and not ('"' or '\\'));
}
