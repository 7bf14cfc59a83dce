using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>What a request is aimed at, as a value that can be kept.</summary>
/// <param name="Method">The method.</param>
/// <param name="Resource">Path and query.</param>
/// <param name="Host">The host, an IPv6 address in brackets or not.</param>
/// <param name="Port">The port.</param>
sealed record RequestTarget(string Method, string Resource, string Host, int Port)
{
    /// <summary>The Host field the request has, which names a port only when it is not the usual one.</summary>
    public required string HostField { get; init; }

    /// <summary>Whether the client connects with TLS.</summary>
    public required bool IsTls { get; init; }

    public static RequestTarget Of(in HawkTarget target, string hostField, bool isTls) =>
        new(target.Method.ToString(), target.Resource.ToString(), target.Host.ToString(), target.Port) { HostField = hostField, IsTls = isTls };

    public HawkTarget ToTarget() => HawkTarget.TryCreate(Method, Resource, Host, Port, out var target)
        ? target
        : throw new InvalidOperationException("The target was accepted before.");
}
