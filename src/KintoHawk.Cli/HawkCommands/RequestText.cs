using System.Diagnostics.CodeAnalysis;
using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>The parts of a typed request that can be wrong before anything is signed.</summary>
static class RequestText
{
    public static bool IsMethod(string text) => HawkTarget.TryCreate(text, "/", "localhost", 80, out _);

    /// <summary>Takes a URL whose host can be signed.</summary>
    public static bool TryParseUrl(string text, [NotNullWhen(true)] out Uri? url)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https" or "ws" or "wss") || url.Host.Length == 0)
            return false;
        try
        {
            HawkTarget.FromUri("GET", url);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
