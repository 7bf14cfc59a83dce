using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Specs;

public abstract class StorageTransactionSpec(IBackend backend) : StorageSpec(backend)
{
    /// <summary>True when a transaction excludes every other writer; false when it excludes those of the sets it has written to.</summary>
    protected virtual bool ExcludesEveryWriter => true;

    [Fact]
    public async Task Changes_are_seen_inside_at_once_and_outside_after_the_commit()
    {
        await using var transaction = await Storage.BeginAsync(Token);
        await PutInAsync(transaction, Bucket);

        Assert.NotNull((await transaction.ReadAsync(Bucket, Alice, Token)).Object);
        Assert.Single((await transaction.ListAsync(All(Resource.Bucket, ""), Alice, Token)).Objects);
        Assert.Null((await ReadAsync(Bucket)).Object);
        Assert.Empty((await ListAsync(All(Resource.Bucket, ""))).Objects);

        await transaction.CommitAsync(Token);
        Assert.NotNull((await ReadAsync(Bucket)).Object);
    }

    [Fact]
    public async Task Disposing_without_commit_undoes_everything()
    {
        var clock = await ClockAsync(Resource.Bucket, "");
        await using (var transaction = await Storage.BeginAsync(Token))
        {
            await PutInAsync(transaction, Bucket);
            await transaction.ApplyAsync(new ChangeSet(new Change.SetMembers(Group("g"), [Alice.UserId!])), Token);
        }

        Assert.Null((await ReadAsync(Bucket)).Object);
        Assert.Equal(3, (await Storage.FindPrincipalsAsync(Alice, Token)).Count);
        Assert.Equal(clock, await ClockAsync(Resource.Bucket, ""));
    }

    [Fact]
    public async Task A_refusal_leaves_the_earlier_changes_in_place()
    {
        await using (var transaction = await Storage.BeginAsync(Token))
        {
            await PutInAsync(transaction, Bucket);
            var refused = await transaction.ApplyAsync(
                new ChangeSet(
                    new Change.Put(Collection, Json("{}"), null, Expected.Absent),
                    new Change.Put(Bucket, Json("{}"), null, Expected.Absent)),
                Token);
            Assert.Equal((ChangeConflict.Expectation, 1), (refused.Conflict, refused.Index));
            await transaction.CommitAsync(Token);
        }

        Assert.NotNull((await ReadAsync(Bucket)).Object);
        Assert.Null((await ReadAsync(Collection)).Object);
    }

    [Fact]
    public async Task Other_writers_wait_until_it_is_disposed()
    {
        var transaction = await Storage.BeginAsync(Token);
        await PutInAsync(transaction, Bucket);
        var waiting = TryPutAsync(ObjectPath.Bucket("other"), expected: Expected.Absent).AsTask();
        var alsoWaiting = ExcludesEveryWriter ? Storage.BeginAsync(Token).AsTask() : null;

        Assert.Null((await ReadAsync(Bucket)).Object); // readers do not
        Assert.False(waiting.IsCompleted);
        Assert.False(alsoWaiting is { IsCompleted: true });

        await transaction.CommitAsync(Token);
        await transaction.DisposeAsync();
        Assert.Equal(ChangeConflict.None, (await waiting).Conflict);
        await using var next = await (alsoWaiting ?? Storage.BeginAsync(Token).AsTask());
        Assert.NotNull((await next.ReadAsync(ObjectPath.Bucket("other"), Alice, Token)).Object);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using (var transaction = await Storage.BeginAsync(Token))
        {
            await PutInAsync(transaction, ObjectPath.Bucket("undone"));
            var write = Storage.ApplyAsync(new ChangeSet(new Change.Put(Bucket, Json("{}"), null, Expected.Absent)), cancellation.Token).AsTask();
            var begin = ExcludesEveryWriter ? Storage.BeginAsync(cancellation.Token).AsTask() : Task.FromCanceled<IStorageTransaction>(new CancellationToken(canceled: true));
            await cancellation.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => begin);
        }

        Assert.Equal(ChangeConflict.None, (await TryPutAsync(ObjectPath.Bucket("next"))).Conflict);
        Assert.Null((await ReadAsync(Bucket)).Object);
    }

    [Fact]
    public async Task Transactions_do_not_nest()
    {
        await using var transaction = await Storage.BeginAsync(Token);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await transaction.BeginAsync(Token));
    }

    [Fact]
    public async Task A_commit_happens_at_most_once()
    {
        await using var transaction = await Storage.BeginAsync(Token);
        await transaction.CommitAsync(Token);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await transaction.CommitAsync(Token));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await PutInAsync(transaction, Bucket));
    }

    [Fact]
    public async Task Disposing_twice_releases_the_writer_once()
    {
        var transaction = await Storage.BeginAsync(Token);
        await transaction.DisposeAsync();
        await transaction.DisposeAsync();

        var first = await Storage.BeginAsync(Token);
        await PutInAsync(first, Bucket);
        var second = TryPutAsync(ObjectPath.Bucket("other")).AsTask();
        Assert.Null((await ReadAsync(Bucket)).Object);
        Assert.False(second.IsCompleted);

        await first.DisposeAsync();
        Assert.True((await second).Succeeded);
    }

    [Fact]
    public async Task A_flush_can_be_undone()
    {
        await PutAsync(Bucket);
        await using (var transaction = await Storage.BeginAsync(Token))
        {
            await transaction.FlushAsync(Token);
            Assert.Null((await transaction.ReadAsync(Bucket, Alice, Token)).Object);
        }

        Assert.NotNull((await ReadAsync(Bucket)).Object);
    }

    static async Task PutInAsync(IStorageTransaction transaction, ObjectPath path) =>
        Assert.True((await transaction.ApplyAsync(new ChangeSet(new Change.Put(path, Json("{}"), null, Expected.Whatever)), Token)).Succeeded);
}
