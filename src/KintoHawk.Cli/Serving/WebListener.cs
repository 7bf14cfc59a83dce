using System.Net;

namespace KintoHawk.Cli.Serving;

/// <summary>Where a web server listens, and through which ports.</summary>
sealed record WebListener(GenerationPorts Ports, IReadOnlyList<IPAddress> Addresses, int Port);
