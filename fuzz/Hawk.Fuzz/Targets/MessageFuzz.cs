using System.Text;
using System.Text.Json;

namespace Hawk.Fuzz.Targets;

/// <summary>
/// The JSON object of a signed message (section 12), as bytes: characters up to U+00FF are one byte each, so that there is wrong UTF-8 too, others their
/// UTF-8. The answer of the parser is compared with that of a document parser; it verifies only when all signed members are those of one signed message.
/// </summary>
sealed class MessageFuzz : IFuzzTarget, IDisposable
{
    const string Host = "example.com";
    const int Port = 8000;

    static readonly string[] Names = ["id", "ts", "nonce", "hash", "mac"];

    readonly HawkCredential _credential = Signed.Credential();
    readonly HashSet<string> _signed = new(StringComparer.Ordinal);
    readonly string _hash;
    readonly byte[] _bytes = new byte[3 * Mutator.MaxLength];

    internal MessageFuzz()
    {
        var seeds = new List<string>();
        foreach (var payload in (byte[][])[Signed.Body, []])
        {
            var message = HawkClient.SignMessage(_credential, Host, Port, payload, Signed.Now, "j4h3g2");
            seeds.Add(message.ToJson());
            seeds.Add($"{{ \"x\": [1, {{\"id\": null}}], \"mac\": \"{message.Mac}\", \"ts\": \"{message.Timestamp}\",\n\"nonce\":\"j4h3g2\", \"\\u0069d\": \"dh37fgj492je\", \"hash\":\"{message.Hash}\"}}");
            _signed.Add(SignedParts(message));
        }

        HawkMessage.Parse(Encoding.UTF8.GetBytes(seeds[0]), out var first);
        _hash = first!.Hash;
        Seeds = seeds;
    }

    public string Name => "message";

    public long AllocationBase => 4096; // the exception of the JSON reader

    public int AllocationPerCharacter => 64; // which prints the text it does not understand

    public IReadOnlyList<string> Seeds { get; }

    public void Dispose() => _credential.Dispose();

    public OutcomeHash Run(string input, Meter meter)
    {
        var json = Bytes(input);
        meter.Start();
        var failure = HawkMessage.Parse(json, out var message);
        meter.Stop();

        BrokenInvariantException.Unless(failure is HawkFailure.None or HawkFailure.InvalidMessage, $"The parser says {failure}");
        BrokenInvariantException.Unless(failure is HawkFailure.None == message is not null, $"{failure} and {(message is null ? "no " : "a ")}message");
        var members = message is null && input.Length % 4 is not 0 ? null : Read(json); // the other parser throws at most inputs, which takes its time
        if (message is null)
        {
            BrokenInvariantException.Unless(members is null, "A message is refused");
            return OutcomeHash.Start(1).WithLength(input.Length).With((ulong)Math.Min(input.AsSpan().Count('"'), 24)).With((ulong)Math.Min(input.AsSpan().Count(':'), 8))
                .With((ulong)Math.Min(input.AsSpan().Count('{'), 4)).With(input.StartsWith('{')).With(input.EndsWith('}'));
        }

        BrokenInvariantException.Unless(members is not null, "Accepted although it is no message");
        CheckSame(message, members!);
        BrokenInvariantException.Unless(HawkMessage.Parse(Encoding.UTF8.GetBytes(message.ToJson()), out var again) is HawkFailure.None, "Written again it is refused");
        CheckSame(again!, members!);
        return OutcomeHash.Start(2).WithLength(input.Length).With((ulong)Verify(message, meter)).WithLength(message.Nonce.Length).WithLength(message.Mac.Length)
            .With((ulong)Math.Min(input.AsSpan().Count(':'), 12));
    }

    static void CheckSame(HawkMessage message, Dictionary<string, string> members) => BrokenInvariantException.Unless(
        message.Id == members["id"] && message.Timestamp == long.Parse(members["ts"]) && message.Nonce == members["nonce"] && message.Hash == members["hash"]
        && message.Mac == members["mac"],
        "A member differs");

    /// <summary>The members by a document parser; null when it is no message.</summary>
    static Dictionary<string, string>? Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > HawkMessage.MaxJsonLength)
            return null;
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
                return null;
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var name = Array.Find(Names, property.NameEquals);
                if (name is not null && (Text(name, property.Value) is not { } text || !members.TryAdd(name, text)))
                    return null;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }

        return members.Count == Names.Length && AttributeGrammar.IsTimestamp(members["ts"]) ? members : null;
    }

    static string? Text(string name, JsonElement value)
    {
        var text = value.ValueKind is JsonValueKind.Number && name is "ts" ? value.GetRawText() : value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        return text is { Length: > 0 } && AttributeGrammar.IsValueOrEmpty(text) ? text : null;
    }

    static string SignedParts(HawkMessage message) =>
        string.Join('\n', message.Timestamp.ToString(), message.Nonce, message.Hash, message.Mac);

    HawkFailure Verify(HawkMessage message, Meter meter)
    {
        meter.Start();
        var failure = HawkServer.VerifyMessage(message, Host, Port, Signed.Body, _credential, Signed.Now, out _);
        meter.Stop();
        // Leading zeros of the timestamp are signed and do not show in the number.
        var isSigned = _signed.Contains(SignedParts(message)) && !message.ToJson().Contains("\"ts\":\"", StringComparison.Ordinal);
        var expected = !isSigned ? HawkFailure.BadMac : message.Hash == _hash ? HawkFailure.None : HawkFailure.BadMessageHash;
        BrokenInvariantException.Unless(failure == expected, $"The message is {failure}, not {expected}");
        return failure;
    }

    ReadOnlySpan<byte> Bytes(string input)
    {
        var length = 0;
        for (var index = 0; index < input.Length; index++)
        {
            if (input[index] <= '\u00FF')
                _bytes[length++] = (byte)input[index];
            else if (index + 1 < input.Length && char.IsSurrogatePair(input[index], input[index + 1]))
                length += Encoding.UTF8.GetBytes(input.AsSpan(index++, 2), _bytes.AsSpan(length));
            else
                length += Encoding.UTF8.GetBytes(input.AsSpan(index, 1), _bytes.AsSpan(length));
        }

        return _bytes.AsSpan(0, length);
    }
}
