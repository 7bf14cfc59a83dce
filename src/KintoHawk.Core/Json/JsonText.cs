using System.Buffers;
using System.Text.Json;

namespace KintoHawk.Core.Json;

/// <summary>JSON text in the form of the wire: compact, ASCII only, upper-case escapes, numbers as the client wrote them.</summary>
public static class JsonText
{
    /// <summary>Writes a value in the form of the wire. Of members with the same name the last wins.</summary>
    public static void Write(JsonElement value, IBufferWriter<byte> output) => throw new NotSupportedException();
}
