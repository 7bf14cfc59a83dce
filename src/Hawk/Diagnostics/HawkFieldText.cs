using Hawk.Wire;

namespace Hawk.Diagnostics;

/// <summary>
/// Field values by their grammar alone (section 3), for people who look at what somebody else sends. A value that is well formed here may still lack what
/// its field requires, and nothing in it is verified.
/// </summary>
public static class HawkFieldText
{
    /// <summary>Takes a field value apart.</summary>
    /// <param name="field">The field, which decides the names that may stand in the value.</param>
    /// <param name="value">The value, or null when the field is absent.</param>
    /// <param name="attributes">The attributes in the order of section 3.3; empty when the value is refused.</param>
    /// <param name="message">What is wrong in the protocol's words, for example <c>Duplicate attribute: id</c>; null when nothing is.</param>
    /// <returns><see cref="HawkFailure.None"/>, <see cref="HawkFailure.NotHawk"/> or <see cref="HawkFailure.MalformedHeader"/>.</returns>
    public static HawkFailure Parse(HawkField field, string? value, out IReadOnlyList<KeyValuePair<string, string>> attributes, out string? message)
    {
        var names = field switch
        {
            HawkField.Authorization => HeaderGrammar.AuthorizationNames,
            HawkField.ServerAuthorization => HeaderGrammar.ServerAuthorizationNames,
            HawkField.WwwAuthenticate => HeaderGrammar.ChallengeNames,
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Not a Hawk field."),
        };
        attributes = [];
        message = null;
        var slots = default(AttributeSlots);
        var fault = HeaderGrammar.Parse(value, names, ref slots, out var culprit);
        if (fault is HeaderFault.Absent or HeaderFault.OtherScheme)
        {
            message = HawkFailure.NotHawk.Message();
            return HawkFailure.NotHawk;
        }

        if (fault is not HeaderFault.None)
        {
            message = HeaderGrammar.Describe(fault, culprit);
            return HawkFailure.MalformedHeader;
        }

        var found = new List<KeyValuePair<string, string>>(names.Length);
        for (var index = 0; index < names.Length; index++)
        {
            if (slots[index].Length > 0)
                found.Add(new(names[index].Text, value!.Substring(slots[index].Start, slots[index].Length)));
        }

        attributes = found;
        return HawkFailure.None;
    }

    /// <summary>
    /// Writes a <c>WWW-Authenticate</c> value with attributes of its own, the error last (section 13). The refusals of the protocol are written by
    /// <see cref="HawkFailureExtensions.Challenge"/> and <see cref="HawkServer.StaleChallenge"/>.
    /// </summary>
    /// <param name="error">The error, or null for none.</param>
    /// <param name="attributes">Names and values in the order to be written.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">A name is not letters, digits and underscores, or a text cannot stand in a Hawk attribute (section 3.2).</exception>
    public static string WriteChallenge(string? error, params ReadOnlySpan<KeyValuePair<string, string>> attributes)
    {
        if (error is not null)
            AttributeText.ThrowIfInvalid(error, nameof(error));
        foreach (var (name, value) in attributes)
        {
            if (string.IsNullOrEmpty(name) || !name.All(static character => char.IsAsciiLetterOrDigit(character) || character is '_'))
                throw new ArgumentException("A name is letters, digits and underscores.", nameof(attributes));
            AttributeText.ThrowIfInvalid(value, nameof(attributes));
        }

        return HeaderText.Challenge(error, attributes);
    }
}
