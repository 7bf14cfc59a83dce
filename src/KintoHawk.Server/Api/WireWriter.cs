using System.Buffers;
using System.Buffers.Text;
using KintoHawk.Core.Json;

namespace KintoHawk.Server.Api;

/// <summary>Writes the JSON of responses: compact, ASCII only (kinto-api §4). The caller keeps the structure well formed.</summary>
sealed class WireWriter(IBufferWriter<byte> output)
{
    bool _comma;

    /// <summary>Where the bytes go, for values that write themselves; call <see cref="BeginValue"/> first.</summary>
    public IBufferWriter<byte> Output => output;

    public WireWriter StartObject() => Open("{"u8);

    public WireWriter EndObject() => Close("}"u8);

    public WireWriter StartArray() => Open("["u8);

    public WireWriter EndArray() => Close("]"u8);

    public WireWriter Name(string name)
    {
        BeginValue();
        JsonText.WriteString(name, output);
        output.Write(":"u8);
        _comma = false;
        return this;
    }

    /// <summary>Begins an entry of <c>capabilities</c>; the caller may add members and ends it with <see cref="EndObject"/>.</summary>
    public WireWriter Capability(string name, string description, string url) =>
        Name(name).StartObject().Name("description").String(description).Name("url").String(url);

    public WireWriter String(string? value)
    {
        if (value is null)
            return Raw("null"u8);
        BeginValue();
        JsonText.WriteString(value, output);
        return this;
    }

    public WireWriter Strings(IEnumerable<string> values)
    {
        StartArray();
        foreach (var value in values)
            String(value);
        return EndArray();
    }

    public WireWriter Number(long value)
    {
        BeginValue();
        var span = output.GetSpan(20);
        Utf8Formatter.TryFormat(value, span, out var written);
        output.Advance(written);
        return this;
    }

    public WireWriter Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>A whole value that is JSON already.</summary>
    public WireWriter Raw(ReadOnlySpan<byte> json)
    {
        BeginValue();
        output.Write(json);
        return this;
    }

    /// <summary>Separates the value that is about to be written from the one before.</summary>
    public void BeginValue()
    {
        if (_comma)
            output.Write(","u8);
        _comma = true;
    }

    WireWriter Open(ReadOnlySpan<byte> bracket)
    {
        BeginValue();
        output.Write(bracket);
        _comma = false;
        return this;
    }

    WireWriter Close(ReadOnlySpan<byte> bracket)
    {
        output.Write(bracket);
        _comma = true;
        return this;
    }
}
