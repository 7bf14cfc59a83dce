using System.Globalization;
using System.Text;

namespace Hawk.Fuzz;

/// <summary>
/// How inputs are written to files: one a line, in printable ASCII. A backslash is doubled; every character but 0x21 to 0x7E, and blanks at an end
/// of the line, are <c>\uXXXX</c>. So an editor changes nothing, and half a surrogate pair can be written down.
/// </summary>
static class InputText
{
    internal static string Escape(string input)
    {
        var text = new StringBuilder(input.Length);
        for (var index = 0; index < input.Length; index++)
        {
            var character = input[index];
            var isBlankAtEnd = character is ' ' && (index is 0 || index == input.Length - 1);
            if (character is '\\')
                text.Append(@"\\");
            else if (character is < ' ' or > '~' || isBlankAtEnd)
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            else
                text.Append(character);
        }

        return text.ToString();
    }

    internal static string Unescape(string line)
    {
        var text = new StringBuilder(line.Length);
        for (var index = 0; index < line.Length; index++)
        {
            if (line[index] is not '\\')
            {
                text.Append(line[index]);
                continue;
            }

            index++;
            if (index < line.Length && line[index] is '\\')
                text.Append('\\');
            else if (index + 4 < line.Length && line[index] is 'u'
                && ushort.TryParse(line.AsSpan(index + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
            {
                text.Append((char)code);
                index += 4;
            }
            else
                throw new FormatException($"A backslash must be doubled or begin \\uXXXX: {line}");
        }

        return text.ToString();
    }

    /// <summary>Every line of a file is an input, an empty one too.</summary>
    internal static IEnumerable<string> ReadFile(string path) => File.ReadLines(path).Select(Unescape);
}
