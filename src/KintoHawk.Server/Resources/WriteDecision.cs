using KintoHawk.Core.Permissions;
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

    /// <summary>The object that is stored, for decisions that store one; null for deletions.</summary>
    public Impact? Stored { get; init; }

    /// <summary>What the changes do to each object.</summary>
    public IReadOnlyList<Impact> Impacts => Stored is { } stored ? [stored] : [.. Deletions()];

    /// <summary>Makes the answer from the timestamps of the applied changes.</summary>
    public Func<IReadOnlyList<long>, ApiResponse> Respond { get; } = static _ => throw new InvalidOperationException("Nothing was changed.");

    /// <summary>The same changes with another answer.</summary>
    public WriteDecision Answering(Func<IReadOnlyList<long>, ApiResponse> respond) => new(Changes, respond) { Stored = Stored };

    public static implicit operator WriteDecision(ApiResponse response) => new(response);

    public static implicit operator WriteDecision(ApiError error) => new(error.ToResponse());

    IEnumerable<Impact> Deletions()
    {
        for (var i = 0; i < Changes.Changes.Count; i++)
            if (Changes.Changes[i] is Change.Delete { Path: var path })
                yield return new Impact(i, path, ChangeAction.Delete, default, AccessControl.Empty);
    }
}
