using System.Runtime.CompilerServices;
using Hawk.Wire;

namespace Hawk;

/// <summary>
/// The parsed <c>Authorization: Hawk ...</c> value (section 3). It keeps the field text and remembers where the attributes stand,
/// so parsing allocates nothing; it is an ordinary value and may be kept across an await.
/// Until <see cref="HawkServer.VerifyMac(in HawkHeader, in HawkTarget, HawkCredential, DateTimeOffset)"/> has passed, every part of it is only a claim.
/// </summary>
public struct HawkHeader
{
    // Filled where they stay, by Parse alone: copying what was written a moment before, in smaller pieces, takes as long as reading half of the header.
    string? _text;
    AttributeSlots _slots;
    long _seconds;

    /// <summary>The id of the credential.</summary>
    public readonly ReadOnlySpan<char> Id => Value(0);

    /// <summary>The timestamp as it was written, which is what was signed.</summary>
    public readonly ReadOnlySpan<char> Timestamp => Value(1);

    /// <summary>The timestamp in seconds since 1970-01-01 UTC.</summary>
    public readonly long TimestampSeconds => _seconds;

    /// <summary>The client's random text.</summary>
    public readonly ReadOnlySpan<char> Nonce => Value(2);

    /// <summary>The MAC in base64.</summary>
    public readonly ReadOnlySpan<char> Mac => Value(5);

    /// <summary>The payload hash in base64; empty when absent.</summary>
    public readonly ReadOnlySpan<char> Hash => Value(3);

    /// <summary>The application's own text; empty when absent.</summary>
    public readonly ReadOnlySpan<char> Ext => Value(4);

    /// <summary>The application the credential was issued to; empty when absent.</summary>
    public readonly ReadOnlySpan<char> App => Value(6);

    /// <summary>The application that delegated its rights; empty when absent. Signed only when there is an <see cref="App"/>.</summary>
    public readonly ReadOnlySpan<char> Dlg => Value(7);

    /// <summary>Whether the header carries a payload hash.</summary>
    public readonly bool HasHash => _slots[3].Length > 0;

    /// <summary>Whether the header carries an application text.</summary>
    public readonly bool HasExt => _slots[4].Length > 0;

    /// <summary>Whether the header names an application.</summary>
    public readonly bool HasApp => _slots[6].Length > 0;

    /// <summary>Whether the header names a delegating application.</summary>
    public readonly bool HasDlg => _slots[7].Length > 0;

    /// <summary>How long the whole field is.</summary>
    internal readonly int TextLength => _text?.Length ?? 0;

    /// <summary>
    /// Whether the value names the Hawk scheme. A server with several schemes asks this first: <see cref="Parse(string, out HawkHeader)"/>
    /// refuses an over-long value of any scheme, as the protocol does.
    /// </summary>
    /// <param name="value">The <c>Authorization</c> value, or null.</param>
    /// <returns>Whether it begins with <c>Hawk</c>, in any case, and a blank or the end.</returns>
    public static bool HasHawkScheme(string? value)
    {
        var text = value.AsSpan();
        return text[..HeaderGrammar.SchemeLength(text)].Equals("Hawk", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Parses an <c>Authorization</c> value.</summary>
    /// <param name="value">The field value, or null when the field is absent.</param>
    /// <param name="header">The header, when nothing failed.</param>
    /// <returns>
    /// <see cref="HawkFailure.None"/>, <see cref="HawkFailure.NotHawk"/>, <see cref="HawkFailure.MalformedHeader"/>
    /// or <see cref="HawkFailure.MissingAttribute"/>.
    /// </returns>
    public static HawkFailure Parse(string? value, out HawkHeader header) =>
        TryParseUsual(value, out header) ? HawkFailure.None : Parse(value, out header, out _, wantsMessage: false);

    /// <summary>Parses an <c>Authorization</c> value and says what is wrong with it in the protocol's words.</summary>
    /// <param name="value">The field value, or null when the field is absent.</param>
    /// <param name="header">The header, when nothing failed.</param>
    /// <param name="message">For example <c>Unknown attribute: x</c>; null when nothing failed.</param>
    /// <returns>As <see cref="Parse(string, out HawkHeader)"/>.</returns>
    public static HawkFailure Parse(string? value, out HawkHeader header, out string? message) => Parse(value, out header, out message, wantsMessage: true);

    /// <summary>The id, and nothing that could be replayed.</summary>
    /// <returns>A short text for logs.</returns>
    public readonly override string ToString() => $"Hawk id=\"{Id}\"";

    /// <summary>Parses a value as nearly everybody writes it. Whatever else there is, right or wrong, is left to the other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    static bool TryParseUsual(string? value, out HawkHeader header)
    {
        header = default;
        header._text = value;
        ref var slots = ref header._slots;
        return HeaderGrammar.TryParseUsual(value, HeaderGrammar.AuthorizationNames, ref slots)
            && slots[0].Length > 0 && slots[2].Length > 0 && slots[5].Length > 0
            && HeaderGrammar.TryParseTimestamp(value.AsSpan(slots[1].Start, slots[1].Length), out header._seconds);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static HawkFailure Parse(string? value, out HawkHeader header, out string? message, bool wantsMessage)
    {
        header = default;
        header._text = value;
        message = null;
        ref var slots = ref header._slots;
        string? culprit = null;
        var fault = wantsMessage
            ? HeaderGrammar.Parse(value, HeaderGrammar.AuthorizationNames, ref slots, out culprit)
            : HeaderGrammar.Parse(value, HeaderGrammar.AuthorizationNames, ref slots);
        if (fault is HeaderFault.Absent or HeaderFault.OtherScheme)
        {
            header = default;
            message = HawkFailure.NotHawk.Message();
            return HawkFailure.NotHawk;
        }

        if (fault is not HeaderFault.None)
        {
            header = default;
            message = wantsMessage ? HeaderGrammar.Describe(fault, culprit) : null;
            return HawkFailure.MalformedHeader;
        }

        if (slots[0].Length is 0 || slots[1].Length is 0 || slots[2].Length is 0 || slots[5].Length is 0)
        {
            header = default;
            message = HawkFailure.MissingAttribute.Message();
            return HawkFailure.MissingAttribute;
        }

        if (!HeaderGrammar.TryParseTimestamp(value.AsSpan(slots[1].Start, slots[1].Length), out var seconds))
        {
            header = default;
            message = "Bad attribute value: ts";
            return HawkFailure.MalformedHeader;
        }

        header._seconds = seconds;
        return HawkFailure.None;
    }

    readonly ReadOnlySpan<char> Value(int index) => _text.AsSpan(_slots[index].Start, _slots[index].Length);
}
