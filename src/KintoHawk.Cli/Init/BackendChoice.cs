using System.CommandLine;
using KintoHawk.Cli.Terminal;

namespace KintoHawk.Cli.Init;

/// <summary>One question of <c>init</c>: the backends to choose from, by name or by the number that the reference gives them.</summary>
/// <param name="question">What is chosen.</param>
/// <param name="numbered">The names behind the numbers from 1; the default has none.</param>
sealed class BackendChoice(string question, params IReadOnlyList<string> numbered)
{
    /// <summary>What an empty answer means.</summary>
    public const string Default = "sqlite";

    public static BackendChoice Storage { get; } = new("Where shall objects and permissions be kept?", "postgresql", "memory");

    public static BackendChoice Cache { get; } = new("Where shall sessions and other short-lived entries be kept?", "postgresql", "memcached", "redis", "memory");

    /// <summary>The option that answers the question in advance.</summary>
    public Option<string?> ToOption(string name, string description)
    {
        var option = new Option<string?>(name) { Description = $"{description} Asked for when left out." };
        option.AcceptOnlyFromAmong([Default, .. numbered]);
        return option;
    }

    /// <summary>Asks until the answer is understood; null when the input ends before.</summary>
    public string? Ask()
    {
        var choices = string.Join(", ", numbered.Select(static (name, index) => $"{index + 1} - {name}"));
        while (Prompt.Line($"{question} ({choices}, default - {Default}) ") is { } answer)
        {
            var wanted = answer.Trim();
            if (wanted.Length == 0 || wanted == Default)
                return Default;
            if (numbered.Contains(wanted, StringComparer.Ordinal))
                return wanted;
            if (int.TryParse(wanted, out var number) && number >= 1 && number <= numbered.Count)
                return numbered[number - 1];
        }

        return null;
    }
}
