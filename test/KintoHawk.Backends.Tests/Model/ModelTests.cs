using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Backends.Tests.Model;

/// <summary>The same random commands and questions to the reference and to a database: every answer must be the same.</summary>
public sealed class ModelTests
{
    const int StepsPerSequence = 60;

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Sqlite_answers_like_the_reference() => CompareAsync(new SqliteBackend(), sequences: 400);

    [Fact]
    public Task PostgreSql_answers_like_the_reference() => CompareAsync(new PostgreSqlBackend(), sequences: 40);

    [Fact]
    public Task PostgreSql_with_permissions_in_a_database_of_their_own_answers_like_the_reference() => CompareAsync(new PostgreSqlBackend(ofTwoDatabases: true), sequences: 15);

    async Task CompareAsync(IBackend backend, int sequences)
    {
        await using var owned = backend;
        using var reference = new MemoryStorage(_time);
        var tested = await backend.OpenStorageAsync(_time);
        for (var seed = 0; seed < sequences; seed++)
        {
            await RunAsync(seed, reference, tested);
            await reference.FlushAsync(Token);
            await tested.FlushAsync(Token);
        }
    }

    async Task RunAsync(int seed, IStorage reference, IStorage tested)
    {
        var world = new RandomWorld(seed);
        var pair = new StoragePair(reference, tested, seed);
        for (var step = 0; step < StepsPerSequence; step++)
        {
            if (world.OneIn(4))
                _time.Advance(TimeSpan.FromMilliseconds(world.Below(3)));
            if (world.OneIn(10))
                await RunTransactionAsync(world, pair);
            else
                await StepAsync(world, pair);
        }

        await pair.SurveyAsync([], [Caller.Everyone, Caller.Authenticated], Resource.Record);
        foreach (var resource in (Resource[])[Resource.Bucket, Resource.Account])
        {
            var page = await pair.ListAsync(
                new ObjectQuery
                {
                    Resource = resource,
                    ParentUri = resource.OwnPartition ? null : "",
                    PrivilegedPrincipals = [Caller.Everyone],
                    IncludeTombstones = true,
                },
                Caller.Anonymous);
            foreach (var row in page.Objects)
                await CompareBelowAsync(pair, new ObjectPath(resource, "", row.Id));
        }
    }

    static async Task RunTransactionAsync(RandomWorld world, StoragePair outside)
    {
        await using var reference = await outside.Reference.BeginAsync(Token);
        await using var tested = await outside.Tested.BeginAsync(Token);
        var inside = new StoragePair(reference, tested, outside.Seed);
        for (var rest = 1 + world.Below(4); rest > 0; rest--)
            await StepAsync(world, inside);
        await outside.ReadAsync(world.NextPath(), world.NextCaller());
        if (world.OneIn(2))
            return;
        await reference.CommitAsync(Token);
        await tested.CommitAsync(Token);
    }

    static async Task StepAsync(RandomWorld world, StoragePair pair)
    {
        switch (world.Below(20))
        {
            case 0:
                await pair.PurgeAsync(world.NextResource(), world.Below(3));
                break;
            case 1 when world.OneIn(3):
                await pair.RemovePrincipalAsync(world.NextPrincipal());
                break;
            case 1 or 2:
                await pair.SurveyAsync(world.NextUris(), world.NextPrincipals(), world.NextResource());
                break;
            case <= 6:
                await pair.ReadAsync(world.NextPath(), world.NextCaller());
                break;
            case <= 11:
                await FollowPagesAsync(world, pair);
                break;
            default:
                world.Remember((await pair.ApplyAsync(world.NextChanges(pair.Now()))).Timestamps);
                break;
        }
    }

    static async Task FollowPagesAsync(RandomWorld world, StoragePair pair)
    {
        var query = world.NextQuery();
        var caller = world.NextCaller();
        while (true)
        {
            var page = await pair.ListAsync(query, caller);
            if (page.Objects.Count == 0 || page.Objects.Count < query.Limit)
                return;
            query = query with { After = new RowSelector(query).ReadSortValues(page.Objects[^1]) };
        }
    }

    static async Task CompareBelowAsync(StoragePair pair, ObjectPath path)
    {
        await pair.ReadAsync(path, Caller.Anonymous);
        foreach (var kind in path.Resource.Children)
        {
            var page = await pair.ListAsync(
                new ObjectQuery { Resource = kind, ParentUri = path.Uri, PrivilegedPrincipals = [Caller.Everyone], IncludeTombstones = true },
                Caller.Anonymous);
            foreach (var row in page.Objects)
                await CompareBelowAsync(pair, path.Child(kind, row.Id));
        }
    }
}
