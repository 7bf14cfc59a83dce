using System.Text.Encodings.Web;
using System.Text.Json;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>The <c>--json</c> of the hawk commands: one object on standard output.</summary>
static class JsonOutput
{
    static readonly JsonWriterOptions _pretty = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object; the members are the caller's.</summary>
    public static void Write(Action<Utf8JsonWriter> members)
    {
        using var output = Console.OpenStandardOutput();
        Write(output, members);
    }

    /// <summary>Writes an object to where it belongs when standard output has something else.</summary>
    public static void Write(Stream output, Action<Utf8JsonWriter> members)
    {
        using (var writer = new Utf8JsonWriter(output, _pretty))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Writes an object whose members are all text; those without a value are left out.</summary>
    public static void Write(params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var present = members.ToArray();
        Write(writer =>
        {
            foreach (var (name, value) in present)
                WriteText(writer, name, value);
        });
    }

    /// <summary>Writes a member unless it has no value.</summary>
    public static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            writer.WriteString(name, value);
    }
}
