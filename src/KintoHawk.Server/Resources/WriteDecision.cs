using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Resources;

/// <summary>What a handler decided after looking: answer at once, or apply changes and then answer.</summary>
sealed class WriteDecision
{
    public WriteDecision(ChangeSet changes, Func<IReadOnlyList<long>, ApiResponse> respond)
    {
        Changes = changes;
        Respond = respond;
    }

    WriteDecision(ApiResponse response) => Response = response;

    /// <summary>The answer when nothing is to be changed, else null.</summary>
    public ApiResponse? Response { get; }

    public ChangeSet Changes { get; } = new();

    /// <summary>Makes the answer from the timestamps of the applied changes.</summary>
    public Func<IReadOnlyList<long>, ApiResponse> Respond { get; } = static _ => throw new InvalidOperationException("Nothing was changed.");

    public static implicit operator WriteDecision(ApiResponse response) => new(response);

    public static implicit operator WriteDecision(ApiError error) => new(error.ToResponse());
}
