using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Hawk.Fuzz;

/// <summary>Results as JSON.</summary>
static class ResultJson
{
    internal static string Write(IReadOnlyList<FuzzResult> results, FuzzOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("seed"u8, options.Seed);
            json.WriteNumber("jobs"u8, options.Jobs);
            json.WriteStartArray("targets"u8);
            foreach (var result in results)
                Write(json, result);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    static void Write(Utf8JsonWriter json, FuzzResult result)
    {
        json.WriteStartObject();
        json.WriteString("target"u8, result.Target);
        json.WriteNumber("inputs"u8, result.Inputs);
        json.WriteNumber("inputs_per_second"u8, Math.Round(result.InputsPerSecond));
        json.WriteNumber("characters"u8, result.Characters);
        json.WriteNumber("outcomes"u8, result.Outcomes);
        json.WriteNumber("slowest_us"u8, Math.Round(result.Slowest.TotalMicroseconds, 1));
        json.WriteNumber("slowest_characters"u8, result.SlowestLength);
        json.WriteNumber("bytes_per_input"u8, Math.Round(result.BytesPerInput, 1));
        json.WriteNumber("most_bytes"u8, result.MostAllocatedBytes);
        json.WriteNumber("growth_bytes"u8, result.GrowthBytes);
        if (result.Finding is { } finding)
        {
            json.WriteString("problem"u8, finding.Problem);
            json.WriteString("input"u8, InputText.Escape(finding.Input));
        }

        json.WriteEndObject();
    }
}
