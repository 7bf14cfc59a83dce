using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Model;

/// <summary>Asks two storages the same and compares the answers.</summary>
sealed class StoragePair(IStorage reference, IStorage tested, int seed)
{
    long _latest;

    public IStorage Reference => reference;

    public IStorage Tested => tested;

    public int Seed => seed;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Near the timestamps that are given out now.</summary>
    public long Now() => _latest;

    public async Task<ChangeOutcome> ApplyAsync(ChangeSet changes)
    {
        var expected = await reference.ApplyAsync(changes, Token);
        Compare(() => string.Join(", ", changes.Changes), Answer.Of(expected), Answer.Of(await tested.ApplyAsync(changes, Token)));
        if (expected.Timestamps.Count > 0)
            _latest = Math.Max(_latest, expected.Timestamps.Max());
        return expected;
    }

    public async Task ReadAsync(ObjectPath path, Caller caller) =>
        Compare(() => $"{path} as {caller}", Answer.Of(await reference.ReadAsync(path, caller, Token)), Answer.Of(await tested.ReadAsync(path, caller, Token)));

    public async Task<ObjectPage> ListAsync(ObjectQuery query, Caller caller)
    {
        var expected = await reference.ListAsync(query, caller, Token);
        Compare(
            () => $"{query} filters [{string.Join(' ', query.Filters)}] sorts [{string.Join(' ', query.Sorts)}] "
                + $"after [{string.Join(' ', query.After ?? [])}] as {caller}",
            Answer.Of(expected),
            Answer.Of(await tested.ListAsync(query, caller, Token)));
        return expected;
    }

    void Compare(Func<string> question, string expected, string actual)
    {
        if (expected != actual)
            Assert.Fail($"Seed {seed}. {question()}\nreference: {expected}\ntested:    {actual}");
    }
}
