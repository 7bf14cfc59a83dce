using System.Buffers;
using System.Text;
using System.Text.Json;

namespace KintoHawk.Server.Logging;

/// <summary>One JSON object per line, in the form of <c>kinto.core.JsonLogFormatter</c>. ASCII only, so nothing in it can end the line.</summary>
sealed class JsonLogFormatter(string project) : ILogFormatter
{
    /// <summary>The version of the form.</summary>
    const string EnvironmentVersion = "2.0";

    public string Format(LogRecord record)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("Timestamp", (record.Time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick);
            json.WriteString("Type", record.Name);
            json.WriteString("Logger", project);
            json.WriteString("Hostname", Environment.MachineName);
            json.WriteString("EnvVersion", EnvironmentVersion);
            json.WriteNumber("Severity", LogLevels.SeverityOf(record.Level));
            json.WriteNumber("Pid", Environment.ProcessId);
            json.WriteStartObject("Fields");
            foreach (var (name, value) in record.Fields)
                WriteField(json, name, value);
            if (record.Message.Length > 0)
                json.WriteString("msg", LogText.Valid(record.Message));
            if (record.Exception is { } exception)
            {
                json.WriteString("error", LogText.Valid($"{exception.GetType().FullName}: {exception.Message}"));
                json.WriteString("traceback", LogText.Valid(LogText.Of(exception)));
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    static void WriteField(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case LogJson structure:
                // Read again so that it comes out in ASCII, whoever wrote it.
                using (var document = JsonDocument.Parse(structure.Text))
                    document.RootElement.WriteTo(json);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(LogText.Valid(LogText.Of(value)));
                break;
        }
    }
}
