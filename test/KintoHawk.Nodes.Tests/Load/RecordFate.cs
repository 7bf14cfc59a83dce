namespace KintoHawk.Nodes.Tests.Load;

/// <summary>What one record may be, after writes of which some were acknowledged and some were not answered.</summary>
/// <param name="id">The record.</param>
sealed class RecordFate(string id)
{
    /// <summary>What the writes that were not answered since may have made of it: a token, or null for a deletion.</summary>
    readonly List<string?> _doubts = [];

    /// <summary>The last acknowledged state; null before the first.</summary>
    RecordState? _acknowledged;

    /// <summary>True when it may be gone, or not be there yet.</summary>
    public bool MayBeGone => _acknowledged?.Token is null || _doubts.Contains(null);

    /// <summary>A write was acknowledged.</summary>
    public void Acknowledge(RecordState state)
    {
        Assert.True(_acknowledged is not { } before || before.Version < state.Version, $"The timestamp of {id} went back.");
        _acknowledged = state;
        _doubts.Clear();
    }

    /// <summary>A write was not answered, or answered with an error that says nothing.</summary>
    public void Doubt(string? token) => _doubts.Add(token);

    /// <summary>It is found in this state, tombstones included. From now on this is what it is.</summary>
    public void Find(RecordState now)
    {
        if (now == _acknowledged)
        {
            _doubts.Clear();
            return;
        }

        Assert.True(_doubts.Contains(now.Token) && now.Version > (_acknowledged?.Version ?? 0), $"{id} is {now}; acknowledged was {_acknowledged}.");
        Acknowledge(now);
    }

    /// <summary>It is not found, whether there is a tombstone or not.</summary>
    public void FindNothing()
    {
        Assert.True(MayBeGone, $"{id} is lost; acknowledged was {_acknowledged}.");
    }

    /// <summary>Neither it nor a tombstone of it is there.</summary>
    public void FindNoTrace()
    {
        Assert.True(_acknowledged is null, $"{id} is lost without a trace; acknowledged was {_acknowledged}.");
    }
}
