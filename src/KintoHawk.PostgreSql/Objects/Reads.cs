using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>The questions of <see cref="IStorage"/>, for the storage, its copy for reads and its transactions alike.</summary>
sealed class Reads(ISessions sessions)
{
    public ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken) =>
        sessions.AskAsync(session => new ObjectReader(session).ReadAsync(path, caller, PrincipalsOf(caller), cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<ObjectView>> ReadManyAsync(IReadOnlyList<ObjectPath> paths, Caller caller, CancellationToken cancellationToken) =>
        sessions.AskAsync(session => new ObjectReader(session).ReadManyAsync(paths, caller, PrincipalsOf(caller), cancellationToken), cancellationToken);

    /// <summary>A page; its rows are handed over one by one when somebody receives them.</summary>
    public async ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject>? receive, CancellationToken cancellationToken)
    {
        var receiver = new Receiver<StoredObject>(receive);
        try
        {
            return await sessions.AskAsync(
                session => new ListReader(session, query).ReadAsync(caller, PrincipalsOf(caller), receive is null ? null : receiver.Receive, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ReceiverFailedException)
        {
            receiver.Rethrow();
            throw;
        }
    }

    public ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken) =>
        sessions.AskAsync(session => new Survey(session).FindAccessListsAsync(uris, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken) =>
        sessions.AskAsync(session => new Survey(session).FindEntriesAsync(principals, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken) =>
        sessions.AskAsync(session => new Survey(session).FindUrisAsync(resource, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken) =>
        sessions.AskAsync(session => new Survey(session).CountAsync(cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken) =>
        sessions.AskAsync(session => new ObjectReader(session).FindPrincipalsAsync(caller, cancellationToken), cancellationToken);

    /// <summary>Reads something from each database.</summary>
    public async ValueTask CheckAsync(CancellationToken cancellationToken) =>
        await sessions.AskAsync(session => Schema.CheckReadAsync(session, cancellationToken), cancellationToken).ConfigureAwait(false);

    IReadOnlyList<string> PrincipalsOf(Caller caller) =>
        CallerPrincipals.Of(caller, () => sessions.AskAccess(connection => ObjectReader.FindPrincipals(connection, caller)));
}
