using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Endpoints;

/// <summary>
/// Several requests in one, in one transaction (kinto-api §13). Items inherit the headers and the verified identity of the outer request.
/// An item that fails undoes only itself; a backend that fails undoes the whole batch.
/// </summary>
sealed class Batch(KintoHawkOptions options, IdentityResolver identities, BatchItems all)
{
    /// <summary>What a backend undoes because of others at the same time is tried once more.</summary>
    const int Attempts = 2;

    public ApiRoute Route => new() { Name = "batch", Pattern = "/batch", NegotiatesJson = true, Handlers = [new("POST", PostAsync)] };

    async ValueTask<ApiResponse> PostAsync(ApiRequest request)
    {
        var errors = new List<ValidationError>();
        var items = BatchBody.Parse(request, options, errors);
        if (request.Trace is { } trace)
            (trace.BatchSize, trace.Identity) = (items.Count, request.Identity);
        if (errors.Count > 0)
            return ApiError.Invalid(errors);

        // Reads alone need no transaction, and must not make writers wait.
        var writes = items.Any(static item => item.Method is not ("GET" or "HEAD"));
        // Passwords are checked and hashed before other writers have to wait.
        await IdentifyAsync(request, items);
        if (writes)
            foreach (var item in items)
                await all.RehearseAsync(request, item);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AnswerAllAsync(request, items, writes);
            }
            catch (StorageUnavailableException undone) when (undone.IsTransient && attempt < Attempts && !request.AfterCommit.HasActed)
            {
                // Nothing of it has happened.
            }
        }
    }

    /// <summary>Answers all items, and makes their changes durable.</summary>
    async ValueTask<ApiResponse> AnswerAllAsync(ApiRequest request, IReadOnlyList<BatchItem> items, bool writes)
    {
        // Becomes the answer's at the end.
        var body = new PooledBuffer();
        var json = new WireWriter(body).StartObject().Name("responses").StartArray();
        var committed = false;
        try
        {
            await using var transaction = writes ? await request.Storage.BeginAsync(request.Cancelled) : null;
            if (await AnswerEachAsync(request, items, transaction, json) is { } failed)
                return failed;
            if (transaction is not null)
                await request.AfterCommit.CommitAsync(transaction, request.Cancelled);
            committed = true;
        }
        finally
        {
            if (!committed)
            {
                body.Dispose();
                await request.AfterCommit.AbandonAsync();
            }
        }

        await request.AfterCommit.RunAsync();
        json.EndArray().EndObject();
        return new ApiResponse(StatusCodes.Status200OK, body);
    }

    /// <summary>Writes the answers in the order of the items; that of one that fails the whole batch is returned instead.</summary>
    async ValueTask<ApiResponse?> AnswerEachAsync(ApiRequest request, IReadOnlyList<BatchItem> items, IStorageTransaction? transaction, WireWriter json)
    {
        var together = true;
        for (var next = 0; next < items.Count;)
        {
            IReadOnlyList<BatchAnswer> answers = [];
            if (together && BatchGroup.ScopesFrom(items, next, all) is { Count: > 1 } scopes)
            {
                answers = await AnswerTogetherAsync(request, items, next, scopes, transaction);
                together = answers.Count > 0;
            }

            if (answers.Count == 0)
                answers = [await all.AnswerAsync(request, items[next], (IStorage?)transaction ?? request.Storage)];
            next += answers.Count;
            foreach (var answer in answers)
            {
                using var written = answer;
                all.Write(request, answer, json);
                if (answer.Response.Status >= StatusCodes.Status500InternalServerError)
                    return answer.Response;
            }
        }

        return null;
    }

    /// <summary>Answers consecutive items that do not depend on each other; none when the storage cannot even look for one of them.</summary>
    async ValueTask<IReadOnlyList<BatchAnswer>> AnswerTogetherAsync(
        ApiRequest request, IReadOnlyList<BatchItem> items, int first, List<ItemScope> scopes, IStorageTransaction? transaction)
    {
        var makesCollections = scopes.Exists(static scope => scope.Collection is not null);
        var storage = (IStorage?)transaction ?? (makesCollections ? request.Storage : request.Replica ?? request.Storage);
        BatchGroup group;
        try
        {
            group = await BatchGroup.BeginAsync(storage, items[first].Identity.Caller, scopes, request.Cancelled);
        }
        catch (UnstorableException)
        {
            return []; // by itself each finds out whether it is the one
        }

        var running = new List<Task<BatchAnswer>>(scopes.Count);
        foreach (var scope in scopes)
        {
            var part = new GroupedStorage(group, scope);
            var task = all.AnswerAsync(request, items[first + running.Count], part).AsTask();
            running.Add(task);
            await part.PauseAsync(task);
            if (task.Exception is { InnerException: { } failure })
                await group.AbandonAsync(failure);
            if (task.IsFaulted || group.IsOver)
                break;
        }

        var flushed = group.FlushAsync(request.Cancelled).AsTask();
        await flushed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Each item that failed says so here; the first of them is the failure of the batch.
        var answers = await Task.WhenAll(running);
        await flushed;
        return answers;
    }

    /// <summary>
    /// Finds out who the items with credentials of their own are; the same credentials are checked once. A Hawk header of an item cannot be verified
    /// (there is no request that it signs), so it makes the item anonymous.
    /// </summary>
    async ValueTask IdentifyAsync(ApiRequest outer, IReadOnlyList<BatchItem> items)
    {
        var known = new Dictionary<string, Identity>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Authorization is not { } authorization)
                item.Identity = outer.Identity;
            else if (known.TryGetValue(authorization, out var identity))
                item.Identity = identity;
            else
                known[authorization] = item.Identity = await identities.ResolveAsync(authorization, outer.Cancelled);
        }
    }
}
