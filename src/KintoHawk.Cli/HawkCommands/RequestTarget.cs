using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>What a request is aimed at, as a value that can be kept.</summary>
/// <param name="Method">The method.</param>
/// <param name="Resource">Path and query.</param>
/// <param name="Host">The host, an IPv6 address in brackets or not.</param>
/// <param name="Port">The port.</param>
sealed record RequestTarget(string Method, string Resource, string Host, int Port)
{
    public static RequestTarget Of(in HawkTarget target) => new(target.Method.ToString(), target.Resource.ToString(), target.Host.ToString(), target.Port);

    public HawkTarget ToTarget() => HawkTarget.TryCreate(Method, Resource, Host, Port, out var target)
        ? target
        : throw new InvalidOperationException("The target was accepted before.");
}
