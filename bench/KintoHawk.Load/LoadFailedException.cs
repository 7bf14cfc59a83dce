namespace KintoHawk.Load;

/// <summary>The run cannot go on: a server does not start, or an answer is not the expected one. The message is all there is to say.</summary>
sealed class LoadFailedException(string message, Exception? cause = null) : Exception(message, cause);
