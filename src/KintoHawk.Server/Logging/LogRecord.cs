using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Logging;

/// <summary>One thing that is logged, as formatters see it.</summary>
sealed record LogRecord
{
    public required DateTimeOffset Time { get; init; }

    /// <summary>One of <see cref="LogLevels"/>.</summary>
    public required int Level { get; init; }

    /// <summary>The logger, by the name of the reference.</summary>
    public required string Name { get; init; }

    /// <summary>The category, and the event in it.</summary>
    public required string Category { get; init; }

    public EventId Event { get; init; }

    /// <summary>The message for people.</summary>
    public required string Text { get; init; }

    /// <summary>The message beside the fields; empty when the fields say everything.</summary>
    public required string Message { get; init; }

    /// <summary>Values by name. Those that are <see cref="LogJson"/> have a structure of their own.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Fields { get; init; } = [];

    public Exception? Exception { get; init; }

    /// <summary>The value of a field; null when the record has none of that name.</summary>
    public object? Field(string name)
    {
        foreach (var (key, value) in Fields)
            if (key == name)
                return value;
        return null;
    }
}
