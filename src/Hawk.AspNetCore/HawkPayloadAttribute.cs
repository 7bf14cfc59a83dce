namespace Hawk.AspNetCore;

/// <summary>Says for one endpoint, or all of a controller, what request bodies have to do with the signature (section 4.4).</summary>
/// <param name="payloadPolicy">The policy, instead of <see cref="HawkOptions.PayloadPolicy"/>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class HawkPayloadAttribute(HawkPayloadPolicy payloadPolicy) : Attribute, IHawkPayloadMetadata
{
    /// <inheritdoc />
    public HawkPayloadPolicy PayloadPolicy { get; } =
        Enum.IsDefined(payloadPolicy) ? payloadPolicy : throw new ArgumentOutOfRangeException(nameof(payloadPolicy), payloadPolicy, "Not a policy.");

    /// <summary>The largest body, in bytes, that is held in memory to be verified; <see cref="HawkOptions.MaxPayloadBytes"/> when it is not set.</summary>
    public int MaxPayloadBytes
    {
        get => _maxPayloadBytes ?? -1;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, Array.MaxLength);
            _maxPayloadBytes = value;
        }
    }

    /// <summary>What becomes of a signed body that is larger; <see cref="HawkOptions.LargePayloads"/> when it is not set.</summary>
    public HawkLargePayloads LargePayloads
    {
        get => _largePayloads ?? HawkLargePayloads.Refuse;
        set => _largePayloads = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Not a choice.");
    }

    // Attributes cannot have nullable arguments.
    int? _maxPayloadBytes;
    HawkLargePayloads? _largePayloads;

    int? IHawkPayloadMetadata.MaxPayloadBytes => _maxPayloadBytes;

    HawkLargePayloads? IHawkPayloadMetadata.LargePayloads => _largePayloads;
}
