using System.Net;
using Microsoft.AspNetCore.Connections;

namespace KintoHawk.Cli.Serving;

/// <summary>Where a web server listens, and by what.</summary>
sealed record WebListener(IConnectionListenerFactory Transport, IReadOnlyList<IPAddress> Addresses, int Port);
