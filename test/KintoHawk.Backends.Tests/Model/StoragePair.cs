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
        string Question() => $"{query} filters [{string.Join(' ', query.Filters)}] sorts [{string.Join(' ', query.Sorts)}] "
            + $"after [{string.Join(' ', query.After ?? [])}] as {caller}";
        var expected = await reference.ListAsync(query, caller, Token);
        Compare(Question, Answer.Of(expected), Answer.Of(await tested.ListAsync(query, caller, Token)));
        foreach (var storage in (IStorage[])[reference, tested])
        {
            var rows = new List<string>();
            var page = await storage.ListAsync(query, caller, row => rows.Add(Answer.Of(row)), Token);
            Compare(Question, string.Join(' ', expected.Objects.Select(Answer.Of)), string.Join(' ', rows));
            Compare(Question, Answer.Of(expected with { Objects = [] }), Answer.Of(page));
        }

        return expected;
    }

    /// <summary>All the questions about everything at once.</summary>
    public async Task SurveyAsync(IReadOnlyCollection<string> uris, IReadOnlyCollection<string> principals, Resource resource) => Compare(
        () => $"survey of [{string.Join(' ', uris)}] [{string.Join(' ', principals)}] {resource}",
        await SurveyAsync(reference, uris, principals, resource),
        await SurveyAsync(tested, uris, principals, resource));

    public async Task RemovePrincipalAsync(string principal)
    {
        await reference.RemovePrincipalAsync(principal, Token);
        await tested.RemovePrincipalAsync(principal, Token);
    }

    public async Task PurgeAsync(Resource resource, int retained) => Compare(
        () => $"purge of {resource}, {retained} retained",
        $"{await reference.PurgeTombstonesAsync(resource.Name, retained, Token)}",
        $"{await tested.PurgeTombstonesAsync(resource.Name, retained, Token)}");

    static async Task<string> SurveyAsync(IStorage storage, IReadOnlyCollection<string> uris, IReadOnlyCollection<string> principals, Resource resource)
    {
        var lists = await storage.FindAccessListsAsync(uris, Token);
        return string.Join(' ', lists.OrderBy(static list => list.Key, StringComparer.Ordinal).Select(static list => list.Key + Answer.Of(list.Value)))
            + $" [{string.Join(' ', await storage.FindEntriesAsync(principals, Token))}]"
            + $" [{string.Join(' ', await storage.FindUrisAsync(resource, Token))}]"
            + $" [{string.Join(' ', await storage.CountAsync(Token))}]";
    }

    void Compare(Func<string> question, string expected, string actual)
    {
        if (expected != actual)
            Assert.Fail($"Seed {seed}. {question()}\nreference: {expected}\ntested:    {actual}");
    }
}
