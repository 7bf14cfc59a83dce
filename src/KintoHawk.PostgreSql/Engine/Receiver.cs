using System.Runtime.ExceptionServices;

namespace KintoHawk.PostgreSql.Engine;

/// <summary>Hands rows over, and keeps what the receiver throws apart from what the database throws: both may be of one type.</summary>
sealed class Receiver<TRow>(Action<TRow>? receive)
{
    ExceptionDispatchInfo? _thrown;

    /// <summary>Hands a row over.</summary>
    /// <exception cref="ReceiverFailedException">The receiver has thrown.</exception>
    public void Receive(TRow row)
    {
        try
        {
            receive?.Invoke(row);
        }
        catch (Exception thrown) // whatever it is, it is thrown on
        {
            _thrown = ExceptionDispatchInfo.Capture(thrown);
            throw new ReceiverFailedException();
        }
    }

    /// <summary>Throws what the receiver has thrown.</summary>
    public void Rethrow() => _thrown?.Throw();
}
