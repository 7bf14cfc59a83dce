namespace KintoHawk.PostgreSql.Engine;

/// <summary>The receiver of rows has thrown something; see <see cref="Receiver{TRow}.Rethrow"/>.</summary>
sealed class ReceiverFailedException : Exception;
