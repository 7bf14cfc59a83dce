using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>How a server answers, and why.</summary>
/// <param name="Failure">The precise reason; null for what the library does not decide, a broken credential store.</param>
/// <param name="Status">The status of the answer; 200 when the request is accepted.</param>
/// <param name="Message">The reason in the protocol's words; null when it is accepted.</param>
/// <param name="Challenge">What <c>WWW-Authenticate</c> says; null for nothing.</param>
sealed record Judgement(HawkFailure? Failure, int Status, string? Message, string? Challenge)
{
    public static Judgement Accepted { get; } = new(HawkFailure.None, 200, null, null);

    public static Judgement Refused(HawkFailure failure) => new(failure, failure.StatusCode(), failure.Message(), failure.Challenge());

    /// <summary>A refusal compared with the expected one.</summary>
    public string? Disagreement(Vector vector) => Vector.Differs("status", Vector.Text(vector.Expected, "status"), $"{Status}")
        ?? (Vector.Text(vector.Expected, "message") is { } message ? Vector.Differs("message", message, Message) : null)
        ?? (vector.Expected.TryGetProperty("wwwAuthenticate", out var field) ? Vector.Differs("challenge", field.GetString(), Challenge) : null);
}
