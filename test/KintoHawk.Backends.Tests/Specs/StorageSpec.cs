using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Backends.Tests.Specs;

/// <summary>What every storage must do, in the words the tests are written in. Each topic is a class; each backend passes all of them.</summary>
public abstract class StorageSpec(IBackend backend) : IAsyncLifetime
{
    protected static readonly Caller Alice = Caller.User("account", "account:alice");
    protected static readonly Caller Bob = Caller.User("account", "account:bob");
    protected static readonly ObjectPath Bucket = ObjectPath.Bucket("b");
    protected static readonly ObjectPath Collection = Bucket.Child(Resource.Collection, "c");

    /// <summary>False where a NUL character cannot be stored; <see cref="UnstorableException"/> says so.</summary>
    protected virtual bool CanStoreNul => true;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    protected long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    protected IStorage Storage { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Storage = await backend.OpenStorageAsync(Time);

    public async ValueTask DisposeAsync()
    {
        await backend.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static ObjectPath Record(string id) => Collection.Child(Resource.Record, id);

    protected static ObjectPath Group(string id) => Bucket.Child(Resource.Group, id);

    protected static ReadOnlyMemory<byte> Json(string json) => Encoding.UTF8.GetBytes(json);

    protected static string TextOf(StoredObject? stored) => Encoding.UTF8.GetString(Assert.IsType<StoredObject>(stored).Data.Span);

    protected static AccessControl Access(Permission permission, params string[] principals) => AccessControl.Empty.With(permission, principals);

    /// <summary>A question of somebody who may see everything.</summary>
    protected static ObjectQuery All(Resource resource, string? parentUri) =>
        new() { Resource = resource, ParentUri = parentUri, PrivilegedPrincipals = [Caller.Everyone] };

    protected static ObjectQuery Records => All(Resource.Record, Collection.Uri);

    protected static string[] IdsOf(ObjectPage page) => [.. page.Objects.Select(static row => row.Id)];

    protected ValueTask<ChangeOutcome> ApplyAsync(params Change[] changes) => Storage.ApplyAsync(new ChangeSet(changes), Token);

    protected ValueTask<ChangeOutcome> TryPutAsync(ObjectPath path, string json = "{}", long? at = null, Expected expected = default) =>
        ApplyAsync(new Change.Put(path, Json(json), at, expected));

    protected async Task<long> PutAsync(ObjectPath path, string json = "{}", long? at = null)
    {
        var outcome = await TryPutAsync(path, json, at);
        Assert.Equal(ChangeConflict.None, outcome.Conflict);
        return outcome.Timestamps[0];
    }

    protected async Task PutAllAsync(params ObjectPath[] paths)
    {
        foreach (var path in paths)
            await PutAsync(path);
    }

    protected async Task<long> DeleteAsync(ObjectPath path, long? at = null)
    {
        var outcome = await ApplyAsync(new Change.Delete(path, at, Expected.Whatever));
        Assert.Equal(ChangeConflict.None, outcome.Conflict);
        return outcome.Timestamps[0];
    }

    protected async Task GrantAsync(ObjectPath path, Permission permission, params string[] principals) =>
        Assert.True((await ApplyAsync(new Change.SetAccess(path, AccessControl.Empty, Access(permission, principals)))).Succeeded);

    protected async Task JoinAsync(ObjectPath group, params string[] members) =>
        Assert.True((await ApplyAsync(new Change.SetMembers(group, members))).Succeeded);

    protected ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller? caller = null) => Storage.ReadAsync(path, caller ?? Alice, Token);

    protected ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller? caller = null) => Storage.ListAsync(query, caller ?? Alice, Token);

    protected async Task<long> ClockAsync(Resource resource, string parentUri) => (await ListAsync(All(resource, parentUri))).Timestamp;

    protected async Task<long> CountAsync(ObjectQuery query, Caller? caller = null)
    {
        var page = await ListAsync(query with { CountOnly = true }, caller);
        Assert.Empty(page.Objects);
        return Assert.NotNull(page.Total);
    }
}
