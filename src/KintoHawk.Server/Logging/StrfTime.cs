using System.Globalization;
using System.Text;

namespace KintoHawk.Server.Logging;

/// <summary>Times in the letters of strftime, as <c>datefmt</c> has them; names of days and months are English.</summary>
static class StrfTime
{
    public static string Format(DateTimeOffset time, string format)
    {
        var text = new StringBuilder(format.Length + 16);
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] == '%' && i + 1 < format.Length)
                text.Append(Of(time, format[++i]));
            else
                text.Append(format[i]);
        }

        return text.ToString();
    }

    static string Of(DateTimeOffset time, char letter) => letter switch
    {
        'Y' => Custom(time, "yyyy"),
        'y' => Custom(time, "yy"),
        'm' => Custom(time, "MM"),
        'd' => Custom(time, "dd"),
        'e' => Custom(time, "%d").PadLeft(2),
        'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'H' => Custom(time, "HH"),
        'I' => Custom(time, "hh"),
        'M' => Custom(time, "mm"),
        'S' => Custom(time, "ss"),
        'f' => Custom(time, "ffffff"),
        'p' => Custom(time, "tt"),
        'a' => Custom(time, "ddd"),
        'A' => Custom(time, "dddd"),
        'b' or 'h' => Custom(time, "MMM"),
        'B' => Custom(time, "MMMM"),
        'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'z' => Custom(time, "zzz").Replace(":", "", StringComparison.Ordinal),
        'Z' => time.Offset == TimeSpan.Zero ? "UTC" : Custom(time, "zzz"),
        's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'T' or 'X' => Custom(time, "HH:mm:ss"),
        'R' => Custom(time, "HH:mm"),
        'F' => Custom(time, "yyyy-MM-dd"),
        'D' or 'x' => Custom(time, "MM/dd/yy"),
        'c' => Custom(time, "ddd MMM ") + Custom(time, "%d").PadLeft(2) + Custom(time, " HH:mm:ss yyyy"),
        '%' => "%",
        _ => $"%{letter}",
    };

    static string Custom(DateTimeOffset time, string format) => time.ToString(format, CultureInfo.InvariantCulture);
}
