using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Resources;

/// <summary>GET, HEAD, PUT, PATCH and DELETE of one object, for every kind (kinto-api §6). HEAD is GET; the adapter leaves the body out.</summary>
sealed class ObjectHandlers(ResourceRules rules, Access access, ObjectWriter writer, CacheHeaders cacheHeaders)
{
    Resource Resource => rules.Resource;

    public async ValueTask<ApiResponse> GetAsync(ApiRequest request)
    {
        var path = PathOf(request);
        if (path.HasInvalidId())
            return ApiError.InvalidObjectId;
        var view = await (Resource.OwnPartition ? request.Storage : request.ReadStorage).ReadAsync(path, request.Caller, request.Cancelled);
        if (!access.Allows(Resource, Question.Read, view.Grants, view.Principals))
            return access.Refusal(request, Question.Read);
        if (view.MissingParent() is { } missing)
            return ApiError.NoParent(missing);
        var errors = new List<ValidationError>();
        var preconditions = Preconditions.Parse(request, errors);
        if (ListRequest.ParseFields(request, errors, out var unreadable) is not { } query)
            return unreadable!;
        if (errors.Count > 0)
            return ApiError.Invalid(errors);
        if (!rules.IdRule.Accepts(path.Id))
            return ApiError.InvalidObjectId;
        if (view.Object is not { } found)
            return ApiError.NoObject(path);
        if (preconditions.NotModified(found.LastModified) is { } notModified)
            return notModified;
        if (preconditions.Fail(found.LastModified))
            return Modified(found, readable: true);
        // A selection of fields leaves the permissions out (kinto-api §10.4).
        var response = query.Fields is not { } fields
            ? ObjectWriter.ObjectResponse(StatusCodes.Status200OK, rules, found, view.VisibleAccess())
            : new ApiResponse(StatusCodes.Status200OK, output =>
            {
                var json = new WireWriter(output).StartObject().Name("data");
                json.BeginValue();
                rules.Write(found, fields, output);
                json.EndObject();
            });
        response.WithTimestamp(found.LastModified);
        cacheHeaders.Add(response, request, Resource, path.ParentUri, view.Parent);
        return response;
    }

    public async ValueTask<ApiResponse> PutAsync(ApiRequest request)
    {
        var path = PathOf(request);
        if (path.HasInvalidId())
            return ApiError.InvalidObjectId;
        var errors = new List<ValidationError>();
        var preconditions = Preconditions.Parse(request, errors);
        var body = ObjectBody.Parse(request, Resource, errors);
        if (errors.Count == 0)
            rules.CheckBody(request, body, errors);
        if (errors.Count == 0 && body.Data is not null && rules.IdRule.Accepts(path.Id) && MismatchedId(body, path) is null
            && ExpectedUnseen(preconditions) is { } expected
            && await writer.TryPutAtOnceAsync(request, rules, access, path, body, expected) is { } atOnce)
            return atOnce;
        var checks = new StoreChecks(request, rules, preconditions, errors);
        return await writer.WriteAsync(request, path, body, async (view, prepared) =>
        {
            var question = view.Object is null || preconditions.IfNoneMatchAny ? Question.Create : Question.Write;
            if (await checks.RefuseAsync(access, question, view) is { } early)
                return early;
            if (MismatchedId(body, path) is { } mismatch)
                return mismatch;
            if (rules.Refuse(request, view) is { } refused)
                return refused;
            prepared = await prepared.PrepareAsync();
            var data = prepared.Body.Data is null
                ? view.Object?.Data ?? ObjectData.Empty
                : ObjectData.Of(prepared.Body);
            return writer.Store(request, rules, view, prepared.Body, data, ExpectedBy(view, preconditions, keepsData: prepared.Body.Data is null), replacesAccess: true);
        }, rules);
    }

    public async ValueTask<ApiResponse> PatchAsync(ApiRequest request)
    {
        var path = PathOf(request);
        if (path.HasInvalidId())
            return ApiError.InvalidObjectId;
        var kind = ContentNegotiation.PatchKindOf(request);
        var errors = new List<ValidationError>();
        var preconditions = Preconditions.Parse(request, errors);
        var behavior = ResponseBehaviors.Parse(request, errors);
        var operations = kind is PatchKind.Operations ? PatchBody.Parse(request, errors) : null;
        var body = operations is null ? ObjectBody.Parse(request, Resource, errors) : null;
        if (errors.Count == 0 && body is not null)
            rules.CheckBody(request, body, errors);
        return await writer.WriteAsync(request, path, body, async (view, prepared) =>
        {
            if (RefuseChange(request, view, errors, preconditions) is { } refused)
                return refused;
            var existing = view.Object!;
            if (body is { Data: null, Permissions: null })
                return ApiError.Invalid(new ValidationError("body", "data", "Provide at least one of data or permissions"));
            if (operations is not null)
            {
                if (operations.Apply(view, rules, out var failed) is not { } patched)
                    return failed!;
                var wrong = new List<ValidationError>();
                rules.CheckBody(request, patched, wrong);
                if (wrong.Count > 0)
                    return ApiError.Invalid(wrong);
                prepared = new PreparedBody(rules, request, patched);
            }

            if (MismatchedId(prepared.Body, path) is { } mismatch)
                return mismatch;
            if (rules.Refuse(request, view) is { } notThisOne)
                return notThisOne;
            prepared = await prepared.PrepareAsync();
            var data = prepared.Body.Data is null ? existing.Data
                : operations is not null ? rules.KeepHidden(existing.Data, ObjectData.Of(prepared.Body))
                : ObjectData.Merged(existing.Data, prepared.Body, atEveryDepth: kind is PatchKind.Merge);
            var decision = writer.Store(request, rules, view, prepared.Body, data, Expected.At(existing.LastModified), replacesAccess: false);
            if (behavior is ResponseBehavior.Full || decision.Stored is not { } stored)
                return decision;
            var answer = new PatchAnswer(rules, behavior, existing, prepared.Body.Data);
            return decision.Answering(timestamps => answer.To(new StoredObject(path.Id, timestamps[0], stored.Data)));
        }, rules);
    }

    public async ValueTask<ApiResponse> DeleteAsync(ApiRequest request)
    {
        var path = PathOf(request);
        if (path.HasInvalidId())
            return ApiError.InvalidObjectId;
        var errors = new List<ValidationError>();
        var preconditions = Preconditions.Parse(request, errors);
        var lastModified = DeletionTimestamp.Parse(request, errors);
        return await writer.WriteAsync(request, path, null, (view, _) => new ValueTask<WriteDecision>(Decide(view)), rules);

        WriteDecision Decide(ObjectView view)
        {
            if (RefuseChange(request, view, errors, preconditions) is { } refused)
                return refused;
            var existing = view.Object!;
            var expected = preconditions.IfMatch is null ? Expected.Present : Expected.At(existing.LastModified);
            var changes = new ChangeSet(new Change.Delete(path, lastModified, expected));
            return new WriteDecision(changes, timestamps => new ApiResponse(StatusCodes.Status200OK, output =>
            {
                var json = new WireWriter(output).StartObject().Name("data");
                Tombstones.Write(json, path.Id, timestamps[0]);
                json.EndObject();
            }).WithTimestamp(timestamps[0]));
        }
    }

    /// <summary>What PATCH and DELETE ask first, in this order; null when the object is there and may be changed.</summary>
    ApiError? RefuseChange(ApiRequest request, ObjectView view, List<ValidationError> errors, Preconditions preconditions)
    {
        // Who may see that an object is missing is told so (kinto-api §14.2).
        var allowed = access.Allows(Resource, Question.Write, view.Grants, view.Principals)
            || (view.Object is null && access.Allows(Resource, Question.List, view.Grants, view.Principals));
        if (!allowed)
            return access.Refusal(request, Question.Write);
        if (view.MissingParent() is { } missing)
            return ApiError.NoParent(missing);
        if (errors.Count > 0)
            return ApiError.Invalid(errors);
        if (!rules.IdRule.Accepts(view.Path.Id))
            return ApiError.InvalidObjectId;
        if (view.Object is not { } existing)
            return ApiError.NoObject(view.Path);
        return preconditions.Fail(existing.LastModified) ? Modified(existing, MayRead(view)) : null;
    }

    /// <summary>
    /// What must still be true when the change is applied. A replacement does not depend on what it replaces, so it only insists on
    /// existence; whatever was derived from a revision insists on that revision.
    /// </summary>
    static Expected ExpectedBy(ObjectView view, Preconditions preconditions, bool keepsData) => view.Object switch
    {
        null => Expected.Absent,
        { } existing when keepsData || preconditions.IfMatch is not null => Expected.At(existing.LastModified),
        _ => Expected.Present,
    };

    /// <summary>The same before anything is seen; null when nothing can fulfil the preconditions.</summary>
    static Expected? ExpectedUnseen(Preconditions preconditions) =>
        preconditions is { IfNoneMatchAny: true, HasIfMatch: true } ? null
        : preconditions.IfNoneMatchAny ? Expected.Absent
        : preconditions.IfMatch is { } revision ? Expected.At(revision)
        : preconditions.IfMatchAny ? Expected.Present
        : Expected.Whatever;

    ObjectPath PathOf(ApiRequest request) => ResourcePaths.ObjectOf(Resource, request.RouteValues);

    bool MayRead(ObjectView view) => access.Allows(Resource, Question.Read, view.Grants, view.Principals);

    static ApiError? MismatchedId(ObjectBody body, ObjectPath path) =>
        body.Id is { } id && !(id.ValueKind is System.Text.Json.JsonValueKind.String && id.ValueEquals(path.Id))
            ? ApiError.Invalid(new ValidationError("body", "id", "Object id does not match existing object"))
            : null;

    ApiError Modified(StoredObject existing, bool readable) => ObjectWriter.Modified(rules, existing, readable);
}
