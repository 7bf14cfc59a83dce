namespace Hawk.Diagnostics;

/// <summary>Bounds one explanation whatever it is given: how many MACs and hashes it computes, and over how many bytes.</summary>
sealed class SearchBudget
{
    internal const int MaxTries = 20_000;
    internal const long MaxTextBytes = 16L << 20;
    internal const long MaxBodyBytes = 64L << 20;

    long _textBytes;
    long _bodyBytes;

    /// <summary>MACs and hashes so far.</summary>
    internal int Tried { get; private set; }

    /// <summary>Whether something was left untried because of a bound.</summary>
    internal bool IsExhausted { get; private set; }

    internal bool TrySpendMac(int textBytes) => TrySpend(ref _textBytes, textBytes, MaxTextBytes);

    internal bool TrySpendHash(int bodyBytes) => TrySpend(ref _bodyBytes, bodyBytes, MaxBodyBytes);

    bool TrySpend(ref long spent, int bytes, long limit)
    {
        if (Tried == MaxTries || spent + bytes > limit)
        {
            IsExhausted = true;
            return false;
        }

        spent += bytes;
        Tried++;
        return true;
    }
}
