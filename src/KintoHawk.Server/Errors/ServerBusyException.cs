namespace KintoHawk.Server.Errors;

/// <summary>This server has more work waiting than it will take on; the request may be repeated later. Answered with 503.</summary>
sealed class ServerBusyException(string message) : Exception(message);
