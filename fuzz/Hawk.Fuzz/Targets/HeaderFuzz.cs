using System.Globalization;

namespace Hawk.Fuzz.Targets;

/// <summary>
/// The <c>Authorization</c> value (section 3). The answer of the parser is compared with that of a second grammar, whatever it is; what parses
/// is written again in the order of the protocol and must parse to the same attributes.
/// </summary>
sealed class HeaderFuzz : IFuzzTarget
{
    const int MaxLength = 4096;

    static readonly string[] KnownNames = ["id", "ts", "nonce", "mac", "hash", "ext", "app", "dlg"];

    public string Name => "header";

    public long AllocationBase => 512;

    public int AllocationPerCharacter => 6; // the name of what is wrong, and the message with it

    public IReadOnlyList<string> Seeds => [];

    public OutcomeHash Run(string input, Meter meter)
    {
        meter.Start();
        var failure = HawkHeader.Parse(input, out var header, out var message);
        var withoutMessage = HawkHeader.Parse(input, out _);
        var hasScheme = HawkHeader.HasHawkScheme(input);
        meter.Stop();

        var attributes = input.Length is > 0 and <= MaxLength ? AttributeGrammar.ReadAuthorization(input) : null;
        var expected = Expected(input, attributes);
        BrokenInvariantException.Unless(failure == withoutMessage, $"Two overloads differ: {failure} and {withoutMessage}");
        BrokenInvariantException.Unless(failure == expected, $"The parser says {failure}, the grammar {expected}");
        BrokenInvariantException.Unless(hasScheme == AttributeGrammar.HasHawkScheme(input), $"HasHawkScheme says {hasScheme}");
        BrokenInvariantException.Unless(failure is HawkFailure.None == message is null, $"{failure} with the message {message ?? "null"}");
        if (failure is HawkFailure.None)
            CheckParsed(in header, attributes!);
        else
            BrokenInvariantException.Unless(failure.StatusCode() is 400 or 401, $"{failure} has the status {failure.StatusCode()}");
        return Outcome(input, failure, message, in header);
    }

    static HawkFailure Expected(string input, Dictionary<string, string>? attributes)
    {
        if (input.Length is 0)
            return HawkFailure.NotHawk;
        if (input.Length > MaxLength || !AttributeGrammar.HasScheme(input))
            return HawkFailure.MalformedHeader;
        if (!AttributeGrammar.HasHawkScheme(input))
            return HawkFailure.NotHawk;
        if (attributes is null)
            return HawkFailure.MalformedHeader;
        if (!Array.TrueForAll(["id", "ts", "nonce", "mac"], attributes.ContainsKey))
            return HawkFailure.MissingAttribute;
        return AttributeGrammar.IsTimestamp(attributes["ts"]) ? HawkFailure.None : HawkFailure.MalformedHeader;
    }

    static void CheckParsed(in HawkHeader header, Dictionary<string, string> attributes)
    {
        CheckSame(in header, attributes);
        BrokenInvariantException.Unless(
            header.TimestampSeconds == long.Parse(attributes["ts"], CultureInfo.InvariantCulture), $"The timestamp is {header.TimestampSeconds}");
        var again = "Hawk " + string.Join(", ", KnownNames.Where(attributes.ContainsKey).Select(name => $"{name}=\"{attributes[name]}\""));
        if (again.Length > MaxLength)
            return; // blanks were saved before, and are written now
        BrokenInvariantException.Unless(HawkHeader.Parse(again, out var second) is HawkFailure.None, $"Written again it is refused: {again}");
        CheckSame(in second, attributes);
    }

    static void CheckSame(in HawkHeader header, Dictionary<string, string> attributes)
    {
        CheckSame("id", header.Id, attributes);
        CheckSame("ts", header.Timestamp, attributes);
        CheckSame("nonce", header.Nonce, attributes);
        CheckSame("mac", header.Mac, attributes);
        CheckSame("hash", header.Hash, attributes);
        CheckSame("ext", header.Ext, attributes);
        CheckSame("app", header.App, attributes);
        CheckSame("dlg", header.Dlg, attributes);
        BrokenInvariantException.Unless(
            header.HasHash == attributes.ContainsKey("hash") && header.HasExt == attributes.ContainsKey("ext")
            && header.HasApp == attributes.ContainsKey("app") && header.HasDlg == attributes.ContainsKey("dlg"),
            "What is there and what is not differs");
    }

    static void CheckSame(string name, ReadOnlySpan<char> actual, Dictionary<string, string> attributes) =>
        BrokenInvariantException.Unless(actual.SequenceEqual(attributes.GetValueOrDefault(name)), $"{name} is {actual}");

    // Which fault and about which name; how many values; which optional attributes; about how long.
    static OutcomeHash Outcome(string input, HawkFailure failure, string? message, in HawkHeader header)
    {
        var hash = OutcomeHash.Start((ulong)failure).With((ulong)Math.Min(Count(input), 12)).WithLength(input.Length);
        if (message is not null)
        {
            var colon = message.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? "" : message[(colon + 2)..];
            hash = hash.With(colon < 0 ? message : message.AsSpan(0, colon));
            return KnownNames.Contains(name, StringComparer.Ordinal) ? hash.With(name) : hash.WithLength(name.Length);
        }

        return hash.With(header.HasHash).With(header.HasExt).With(header.HasApp).With(header.HasDlg).WithLength(header.Timestamp.Length).WithLength(header.Ext.Length);
    }

    static int Count(string input) => input.AsSpan().Count("=\"");
}
