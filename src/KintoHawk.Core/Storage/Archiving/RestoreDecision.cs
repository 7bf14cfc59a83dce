using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Storage.Archiving;

/// <summary>Decides what becomes of an entry; every backend follows it.</summary>
public static class RestoreDecision
{
    const string Password = "password";

    /// <summary>What becomes of an object.</summary>
    /// <param name="wanted">The entry.</param>
    /// <param name="present">What is there, object or tombstone; null for nothing.</param>
    /// <param name="isTaken">True when another object or tombstone of the set has its timestamp.</param>
    /// <param name="hasParent">True when what contains it exists.</param>
    /// <param name="policy">What to do when something else is there.</param>
    public static RestoreOutcome Of(ArchiveEntry.Object wanted, ArchiveEntry.Object? present, bool isTaken, bool hasParent, RestorePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (present is not null && wanted.IsSameAs(present))
            return RestoreOutcome.Unchanged;
        if (!hasParent)
            return policy is RestorePolicy.Skip ? RestoreOutcome.Skipped : RestoreOutcome.Orphan;
        if (present is null && !isTaken)
            return RestoreOutcome.Created;
        return policy switch
        {
            RestorePolicy.Fail => RestoreOutcome.Conflict,
            RestorePolicy.Skip => RestoreOutcome.Skipped,
            // It was restamped already, perhaps by the run that was interrupted: that would go on for ever.
            _ when isTaken && present is not null && wanted.IsSameAs(present with { Row = present.Row with { LastModified = wanted.Row.LastModified } }) => RestoreOutcome.Unchanged,
            _ => isTaken ? RestoreOutcome.Restamped : RestoreOutcome.Replaced,
        };
    }

    /// <summary>An archive may have been written without the hashes of passwords: an account then keeps the one it has.</summary>
    public static ArchiveEntry.Object KeepPassword(ArchiveEntry.Object wanted, ArchiveEntry.Object? present)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (wanted is not { Path.Resource: var kind, Row.IsTombstone: false }
            || kind != Resource.Account
            || JsonSplice.TryGetMember(wanted.Row.Data.Span, "password"u8, out _)
            || present is not { Row.IsTombstone: false }
            || !JsonSplice.TryGetMember(present.Row.Data.Span, "password"u8, out var hash))
        {
            return wanted;
        }

        // Where the member stands does not matter to anybody but the comparison with what is there.
        return JsonMembers.Without(present.Row.Data.Span, Password).Span.SequenceEqual(wanted.Row.Data.Span)
            ? wanted with { Row = wanted.Row with { Data = present.Row.Data } }
            : wanted with { Row = wanted.Row with { Data = JsonMembers.With(wanted.Row.Data.Span, Password, hash) } };
    }
}
