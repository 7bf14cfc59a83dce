namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>What an identity provider answered.</summary>
/// <param name="Status">The status; 0 when there was no usable answer.</param>
/// <param name="Body">The body.</param>
/// <param name="Failure">Why there was no usable answer, for the log; null when there was one.</param>
readonly record struct ProviderAnswer(int Status, ReadOnlyMemory<byte> Body, string? Failure)
{
    /// <summary>True for an answer that says yes.</summary>
    public bool Succeeded => Status is >= 200 and <= 299;

    /// <summary>True when nothing can be concluded: no answer, or one that speaks of the provider and not of what it was asked.</summary>
    public bool IsUnavailable => Failure is not null || Status is 429 or >= 500;

    /// <summary>Why it is no success, for the log.</summary>
    public string Reason => Failure ?? $"it answered with status {Status}";

    public static ProviderAnswer Failed(string reason) => new(0, default, reason);

    /// <summary>The status, and nothing of the body: it may hold tokens.</summary>
    public override string ToString() => Failure ?? $"status {Status}";
}
