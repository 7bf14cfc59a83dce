using System.Buffers;
using System.Text;
using System.Text.Json;

namespace KintoHawk.Load;

/// <summary>A report as JSON, with every round.</summary>
static class ReportJson
{
    public static string Write(LoadReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("backend"u8, LoadBackendName.Option(report.Backend));
            if (report.StoreDescription is { } description)
                json.WriteString("stores"u8, description);
            json.WriteString("started"u8, report.Started);
            json.WriteNumber("connections"u8, report.Options.Connections);
            json.WriteNumber("rounds"u8, report.Options.Rounds);
            json.WriteNumber("seconds"u8, report.Options.Duration.TotalSeconds);
            WriteMachine(json, report.Machine);
            json.WriteStartArray("scenarios"u8);
            foreach (var scenario in report.Scenarios)
                WriteScenario(json, scenario, report.Stores);
            json.WriteEndArray();
            json.WriteStartObject("signatures_per_second"u8);
            foreach (var signing in report.Signing)
                json.WriteNumber(signing.Name, Math.Round(signing.PerSecond));
            json.WriteEndObject();
            json.WriteNumber("server_memory_bytes"u8, report.ServerBytes);
            json.WriteNumber("answers"u8, report.Answers);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    static void WriteMachine(Utf8JsonWriter json, MachineFacts machine)
    {
        json.WriteStartObject("machine"u8);
        json.WriteNumber("cores"u8, machine.Cores);
        json.WriteString("processor"u8, machine.Processor);
        json.WriteString("architecture"u8, machine.Architecture);
        json.WriteNumber("memory_bytes"u8, machine.MemoryBytes);
        json.WriteString("system"u8, machine.System);
        json.WriteString("runtime"u8, machine.Runtime);
        json.WriteString("file_system"u8, machine.FileSystem);
        json.WriteNumber("flush_ms"u8, Rounded(machine.Flush.TotalMilliseconds));
        if (machine.LoadBefore is { } load)
            json.WriteNumber("load_before"u8, load);
        json.WriteEndObject();
    }

    static void WriteScenario(Utf8JsonWriter json, ScenarioResult result, IReadOnlyList<string> stores)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, result.Scenario.Name);
        json.WriteNumber("requests_per_second"u8, Rounded(result.Rate));
        json.WriteNumber("ratio"u8, Math.Round(result.Ratio, 4));
        json.WriteString("baseline"u8, (result.Scenario.Baseline ?? result.Scenario).Name);
        json.WriteNumber("p50_ms"u8, Rounded(result.MedianMilliseconds));
        json.WriteNumber("p99_ms"u8, Rounded(result.SlowestMilliseconds));
        json.WriteNumber("server_cpu_us"u8, Rounded(result.ServerMicroseconds));
        json.WriteNumber("client_cpu_us"u8, Rounded(result.ClientMicroseconds));
        foreach (var (store, microseconds) in stores.Zip(result.StoreMicroseconds))
            json.WriteNumber($"{store.ToLowerInvariant()}_cpu_us", Rounded(microseconds));
        json.WriteNumber("body_bytes"u8, result.Scenario.BodySize);
        json.WriteNumber("spread"u8, Rounded(result.Spread));
        json.WriteNumber("answers"u8, result.Answers);
        json.WriteStartArray("rounds"u8);
        foreach (var round in result.Rounds)
            json.WriteNumberValue(Rounded(round.Rate));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static double Rounded(double figure) => Math.Round(figure, 3);
}
