using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Architecture.Tests;

/// <summary>Everything that can be logged stands in docs/operations/logging.md, with its id, level and words.</summary>
public sealed class LoggedEventsTests
{
    [Theory]
    [InlineData("Hawk.AspNetCore", "## Events of Hawk")]
    [InlineData("KintoHawk.Server", "## Events of the server")]
    [InlineData("kintohawk", "## Events of the server")]
    public void Every_event_is_documented(string assembly, string heading)
    {
        var page = File.ReadAllText(Path.Combine(Repository(), "docs/operations/logging.md"));
        var section = page[page.IndexOf(heading, StringComparison.Ordinal)..];
        var events = Assembly.Load(assembly).GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .ToArray();

        Assert.NotEmpty(events);
        Assert.All(events, logged => Assert.Contains($"| {logged.EventId} | {logged.Level} | `{logged.Message}` |", section, StringComparison.Ordinal));
    }

    static string Repository([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "../../.."));
}
