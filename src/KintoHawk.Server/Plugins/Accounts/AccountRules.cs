using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Plugins.Accounts;

/// <summary>
/// Accounts: everybody manages the own one, administrators (<c>account_write_principals</c>) all of them. Changing or deleting one ends its
/// sessions (kinto-plugins §1).
/// </summary>
sealed class AccountRules(KintoHawkOptions options, AccountAuthenticator authenticator, AccountRevocation revocation) : ResourceRules(Resource.Account)
{
    const string Password = "password";

    public override string OwnerOf(ApiRequest request, ObjectView view) => $"account:{view.Path.Id}";

    public override void CheckBody(ApiRequest request, ObjectBody body, List<ValidationError> errors)
    {
        var given = body.Data is { } data && data.TryGetProperty(Password, out var value) ? value : default;
        if (given.ValueKind is JsonValueKind.String && given.ValueEquals(""u8))
        {
            errors.Add(new ValidationError("body", "data.password", "Required"));
        }
        else if (given.ValueKind is JsonValueKind.String)
        {
            if (PasswordHash.Refuse(given.GetString()!) is { } reason)
                errors.Add(new ValidationError("body", "data.password", reason));
            else if (request.Storage is IStorageTransaction && !request.PasswordHashes.ContainsKey(given.GetString()!))
                // The rehearsal of the batch did not get here; to hash now would make every writer wait for it.
                errors.Add(new ValidationError("body", "data.password", "A batch cannot set the password of an account that it makes or changes before"));
        }
        else if (given.ValueKind is not JsonValueKind.Undefined)
        {
            errors.Add(new ValidationError("body", "data.password", $"{ObjectBody.Shown(given)} is not a string: {{'': ''}}"));
        }
        else if (request.Method is "POST" or "PUT")
        {
            errors.Add(new ValidationError("body", "data.password", "Required"));
        }
    }

    public override async ValueTask<ObjectBody> PrepareAsync(ApiRequest request, ObjectBody body)
    {
        if (body.Data is not { } data || !data.TryGetProperty(Password, out var password))
            return body;
        var text = password.GetString()!;
        if (!request.PasswordHashes.TryGetValue(text, out var hash))
            request.PasswordHashes[text] = hash = await authenticator.HashAsync(text, request.Cancelled);
        return body.WithComputed(Password, hash);
    }

    /// <summary>A user who is no administrator creates only the own account; others are refused even where everybody may create.</summary>
    public override ApiError? Refuse(ApiRequest request, ObjectView view) => view.Object is null ? RefuseOthers(request, view) : null;

    /// <summary>
    /// Where everybody may create accounts, somebody else's that is there is refused like one that is not: whoever tries names does not learn which exist.
    /// Elsewhere both are forbidden.
    /// </summary>
    public override ApiError? RefuseForbidden(ApiRequest request, ObjectView view) =>
        options.PrincipalsFor("account", "create").Any(creator => view.Principals.Contains(creator, StringComparer.Ordinal)) ? RefuseOthers(request, view) : null;

    ApiError? RefuseOthers(ApiRequest request, ObjectView view) =>
        request.Caller.UserId is null || IsAdministrator(view.Principals) || request.Identity.AccountName == view.Path.Id
            ? null
            : ApiError.Invalid(new ValidationError("body", "data.id", "Username and account ID do not match."));

    public override async ValueTask<PendingWork?> BeforeChangeAsync(ApiRequest request, ChangeSet changes)
    {
        var names = new List<string>();
        foreach (var change in changes.Changes)
            if (await EndsSessionsAsync(change, request.Cancelled))
                names.Add(change.Path.Id);
        foreach (var name in names)
            await revocation.BeginAsync(name, request.Cancelled);
        return names.Count == 0 ? null : new PendingWork(cancellationToken => EachAsync(revocation.CompleteAsync, cancellationToken), cancellationToken => EachAsync(revocation.AbandonAsync, cancellationToken));

        async ValueTask EachAsync(Func<string, CancellationToken, ValueTask> work, CancellationToken cancellationToken)
        {
            foreach (var name in names)
                await work(name, cancellationToken);
        }
    }

    public override string? ListedPartition(ApiRequest request, string parentUri, IReadOnlyList<string> principals) =>
        IsAdministrator(principals) ? null : request.Identity.AccountName ?? "";

    public override ApiError? RefuseList(ApiRequest request) => request.Caller.UserId is null ? ApiError.CannotReadAccounts : null;

    public override bool IsHidden(string field) => !options.ExposePasswordHash && (field == Password || field.StartsWith(Password + ".", StringComparison.Ordinal));

    public override ReadOnlyMemory<byte> KeepHidden(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> data) =>
        !JsonSplice.TryGetMember(data.Span, "password"u8, out _) && JsonSplice.TryGetMember(stored.Span, "password"u8, out var hash)
            ? JsonMembers.With(data.Span, Password, hash)
            : data;

    /// <summary>A hash in the document would come back with the patch and be taken for a new password.</summary>
    public override StoredObject Patchable(StoredObject stored) => stored with { Data = JsonMembers.Without(stored.Data.Span, Password) };

    protected override StoredObject Shown(StoredObject stored) => options.ExposePasswordHash ? stored : Patchable(stored);

    bool IsAdministrator(IReadOnlyList<string> principals) => options.PrincipalsFor("account", "write").Any(administrator => principals.Contains(administrator, StringComparer.Ordinal));

    /// <summary>True for a deletion, and for a change of the password of an account that is there.</summary>
    async ValueTask<bool> EndsSessionsAsync(Change change, CancellationToken cancellationToken) => change switch
    {
        Change.Delete => true,
        Change.Put { Expected.Condition: Expected.Kind.Absent } => false,
        Change.Put put => await authenticator.FindHashAsync(put.Path.Id, cancellationToken) != AccountAuthenticator.HashIn(put.Data.Span),
        _ => false,
    };
}
