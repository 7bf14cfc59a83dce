using System.Collections;

namespace KintoHawk.Server.Logging;

/// <summary>What is logged about one request: the fields of the reference, and a line for people.</summary>
/// <param name="message">What stands beside the fields; empty when they say everything.</param>
/// <param name="text">The line for people.</param>
/// <param name="fields">The fields.</param>
sealed class RequestSummary(string message, string text, IReadOnlyList<KeyValuePair<string, object?>> fields) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public string Message { get; } = message;

    public int Count => fields.Count;

    public KeyValuePair<string, object?> this[int index] => fields[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => text;
}
