namespace Hawk;

/// <summary>The bounds of an <see cref="InMemoryHawkNonceStore"/>; read once, when the store is made.</summary>
public sealed class HawkNonceStoreOptions
{
    // Keeps the largest table the store may ever need within one array.
    const int LargestCapacity = 1_000_000_000;

    /// <summary>
    /// How many live nonces the store holds, from 1 to 1,000,000,000. 1,000,000 by default, which takes up to 64 MB and, with the default window of
    /// two minutes and a minute of margin, serves about 7,000 requests a second. Memory is taken as it is needed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside those bounds.</exception>
    public int Capacity
    {
        get;
        set
        {
            if (value is < 1 or > LargestCapacity)
                throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(Capacity)} must be from 1 to {LargestCapacity}.");
            field = value;
        }
    } = 1_000_000;

    /// <summary>
    /// How many live nonces one credential may have, at least 1. Null, the default, is a quarter of <see cref="Capacity"/>, so that no single client can
    /// fill the store. For a server with a single client, set it to <see cref="Capacity"/>: then there is no quota, and none is counted.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxPerCredential
    {
        get;
        set
        {
            if (value < 1)
                throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(MaxPerCredential)} must be at least 1, or null.");
            field = value;
        }
    }

    /// <summary>What happens to a new nonce when the store is full. <see cref="HawkNonceStoreFullPolicy.Refuse"/> by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the policies.</exception>
    public HawkNonceStoreFullPolicy WhenFull
    {
        get;
        set
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(WhenFull)} is not one of the policies.");
            field = value;
        }
    }

    internal int EffectiveMaxPerCredential => MaxPerCredential ?? Math.Max(1, Capacity / 4);
}
