namespace KintoHawk.Server.Logging;

/// <summary>A <c>[formatter_NAME]</c> section.</summary>
/// <param name="Layout">The form of a line.</param>
/// <param name="Format">The format string of <see cref="LogLayout.Format"/>.</param>
/// <param name="DateFormat">How <c>%(asctime)s</c> is written, in the letters of strftime; null for date, time and milliseconds.</param>
sealed record FormatterSettings(LogLayout Layout, string Format = FormatterSettings.MessageOnly, string? DateFormat = null)
{
    /// <summary>What a formatter without format writes.</summary>
    public const string MessageOnly = "%(message)s";
}
