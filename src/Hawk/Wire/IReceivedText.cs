namespace Hawk.Wire;

/// <summary>A signed text whose host may have been signed in another spelling.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
interface IReceivedText<TSelf> : ISignedText
    where TSelf : struct, IReceivedText<TSelf>, allows ref struct
{
    /// <summary>The same text for another host.</summary>
    TSelf WithHost(ReadOnlySpan<char> host);
}
