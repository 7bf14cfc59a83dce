namespace KintoHawk.Durability.Tests.Load;

/// <summary>A write that may or may not have happened.</summary>
/// <param name="Call">The request.</param>
/// <param name="Id">The record; null for a POST, whose id the server chooses.</param>
/// <param name="Token">The token in the body; null for a deletion.</param>
sealed record UnknownWrite(Call Call, string? Id, string? Token)
{
    /// <summary>True once it is known to have happened.</summary>
    public bool Happened { get; init; }
}
