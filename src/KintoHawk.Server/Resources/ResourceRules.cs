using System.Buffers;
using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Resources;

/// <summary>What one kind of object does differently. The default is nothing.</summary>
class ResourceRules(Resource resource, ObjectIdRule? idRule = null)
{
    /// <summary>
    /// What stands before the name of a member of the data in an error of a body. A patch is checked when it is applied, and such errors name
    /// the member alone (kinto-api §12).
    /// </summary>
    protected const string DataPrefix = "data.";

    public Resource Resource { get; } = resource;

    /// <summary>Which ids are accepted and made: what the settings say, else what the kind says.</summary>
    public ObjectIdRule IdRule { get; } = idRule ?? resource.IdRule;

    /// <summary>The principal that becomes a writer of an object that is created or changed.</summary>
    public virtual string OwnerOf(ApiRequest request, ObjectView view) => request.Caller.Owner;

    /// <summary>Checks the body alone, before anything is read. Errors are added.</summary>
    public virtual void CheckBody(ApiRequest request, ObjectBody body, List<ValidationError> errors)
    {
        if (!IsPatch(request) && body.Data is { } data)
            CheckData(data, DataPrefix, errors);
    }

    /// <summary>The data members that the server computes from the body, for example a password hash; called once, after authorisation.</summary>
    public virtual ValueTask<ObjectBody> PrepareAsync(ApiRequest request, ObjectBody body) => new(body);

    /// <summary>A reason why this caller may not create or change this object although the permissions allow it.</summary>
    public virtual ApiError? Refuse(ApiRequest request, ObjectView view) => null;

    /// <summary>What a caller is told who may not store this object, when that is something else than 401 or 403.</summary>
    public virtual ApiError? RefuseForbidden(ApiRequest request, ObjectView view) => null;

    /// <summary>Checks and completes the data that is about to be stored.</summary>
    /// <param name="request">The request.</param>
    /// <param name="view">What was found where the data will be, and above.</param>
    /// <param name="data">Compact JSON without <c>id</c> and <c>last_modified</c>.</param>
    /// <param name="errors">What is wrong is added here.</param>
    /// <returns>The data to store.</returns>
    public virtual ReadOnlyMemory<byte> Complete(ApiRequest request, ObjectView view, ReadOnlyMemory<byte> data, List<ValidationError> errors) => data;

    /// <summary>Adds the further changes that storing an object implies, for example group memberships.</summary>
    public virtual void AddChanges(ObjectPath path, ReadOnlyMemory<byte> data, ChangeSet changes) { }

    /// <summary>Called before changes are applied; refuses by throwing what an unavailable backend throws.</summary>
    /// <returns>Work for when the changes are durable, or not made; null for none.</returns>
    public virtual ValueTask<PendingWork?> BeforeChangeAsync(ApiRequest request, ChangeSet changes) => new((PendingWork?)null);

    /// <summary>The partition a caller lists: the parent's URI; null for all partitions of kinds that have their own.</summary>
    public virtual string? ListedPartition(ApiRequest request, string parentUri, IReadOnlyList<string> principals) => parentUri;

    /// <summary>A refusal that only lists of this kind have.</summary>
    public virtual ApiError? RefuseList(ApiRequest request) => null;

    /// <summary>Fields that can be neither seen nor asked for.</summary>
    public virtual bool IsHidden(string field) => false;

    /// <summary>The fields that lists can be asked for, besides <c>id</c>, <c>last_modified</c> and <c>deleted</c>; null when every name is one.</summary>
    public virtual IReadOnlySet<string>? KnownFields => null;

    /// <summary>True when HEAD of the set counts (kinto-api §10.6), false when it is GET without its body.</summary>
    public virtual bool HeadCounts => true;

    /// <summary>A condition of a list as it is meant for this kind.</summary>
    public virtual Filter Meant(Filter filter) => filter;

    /// <summary>What a JSON Patch starts from: an object without the members that callers cannot see by default, whatever the settings show.</summary>
    public virtual StoredObject Patchable(StoredObject stored) => stored;

    /// <summary>New data with the members of the stored data that callers cannot see and did not send.</summary>
    public virtual ReadOnlyMemory<byte> KeepHidden(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> data) => data;

    /// <summary>An object as callers see it.</summary>
    public ReadOnlyMemory<byte> ToJson(StoredObject stored)
    {
        var output = new ArrayBufferWriter<byte>(stored.Data.Length + 64);
        Write(stored, output);
        return output.WrittenMemory;
    }

    /// <summary>Writes an object as callers see it.</summary>
    public void Write(StoredObject stored, IBufferWriter<byte> output) => JsonSplice.WriteObject(Shown(stored), output);

    /// <summary>Writes the selected fields of an object as callers see it; all of them when there is no selection.</summary>
    public void Write(StoredObject stored, FieldSelection? fields, IBufferWriter<byte> output)
    {
        if (fields is null)
            Write(stored, output);
        else
            fields.WriteObject(Shown(stored), output);
    }

    /// <summary>Checks the members that mean something to the server: those of a body, with the prefix <see cref="DataPrefix"/>, or those that a patch makes, without.</summary>
    protected virtual void CheckData(JsonElement data, string prefix, List<ValidationError> errors) { }

    /// <summary>True when the body is not the data but says how to change it.</summary>
    protected static bool IsPatch(ApiRequest request) => request.Method == "PATCH";

    /// <summary>The object without what callers must not see.</summary>
    protected virtual StoredObject Shown(StoredObject stored) => stored;
}
