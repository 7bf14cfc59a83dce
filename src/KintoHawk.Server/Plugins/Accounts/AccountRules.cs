using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Authentication.HawkSessions;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Plugins.Accounts;

/// <summary>
/// Accounts: everybody manages the own one, administrators (<c>account_write_principals</c>) all of them. Changing or deleting one ends its
/// sessions (kinto-plugins §1).
/// </summary>
sealed class AccountRules(KintoHawkOptions options, AccountAuthenticator authenticator, SessionStore? sessions) : ResourceRules(Resource.Account)
{
    const string Password = "password";

    public override string OwnerOf(ApiRequest request, ObjectView view) => $"account:{view.Path.Id}";

    public override void CheckBody(ApiRequest request, ObjectBody body, List<ValidationError> errors)
    {
        var given = body.Data is { } data && data.TryGetProperty(Password, out var value) ? value : default;
        if (given.ValueKind is JsonValueKind.String)
        {
            if (PasswordHash.Refuse(given.GetString()!) is { } reason)
                errors.Add(new ValidationError("body", "data.password", reason));
        }
        else if (given.ValueKind is not JsonValueKind.Undefined)
        {
            errors.Add(new ValidationError("body", "data.password", $"{given.GetRawText()} is not a string: {{'': ''}}"));
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
        return body.WithComputed(Password, await authenticator.HashAsync(password.GetString()!, request.Cancelled));
    }

    /// <summary>A user who is no administrator creates only the own account; others are refused even where everybody may create.</summary>
    public override ApiError? Refuse(ApiRequest request, ObjectView view) =>
        view.Object is not null || request.Caller.UserId is null || IsAdministrator(view.Principals) || request.Identity.AccountName == view.Path.Id
            ? null
            : ApiError.Invalid(new ValidationError("body", "data.id", "Username and account ID do not match."));

    /// <summary>
    /// Fails while nothing is changed yet when the cache cannot be reached: otherwise the old password and the sessions would outlive the change.
    /// </summary>
    public override async ValueTask BeforeChangeAsync(ApiRequest request, ChangeSet changes)
    {
        foreach (var name in Changed(changes))
            await authenticator.ForgetAsync(name, request.Cancelled);
    }

    public override void AfterChange(ApiRequest request, ChangeSet changes)
    {
        foreach (var name in Changed(changes))
        {
            request.AfterCommit.Add(async cancellationToken =>
            {
                await authenticator.ForgetAsync(name, cancellationToken);
                if (sessions is not null)
                    await sessions.RevokeAllAsync(name, cancellationToken);
            });
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

    protected override StoredObject Shown(StoredObject stored) =>
        options.ExposePasswordHash ? stored : stored with { Data = JsonMembers.Without(stored.Data.Span, Password) };

    bool IsAdministrator(IReadOnlyList<string> principals) => options.PrincipalsFor("account", "write").Intersect(principals, StringComparer.Ordinal).Any();

    static IEnumerable<string> Changed(ChangeSet changes) =>
        changes.Changes.Where(static change => change is Change.Put or Change.Delete).Select(static change => change.Path.Id).Distinct(StringComparer.Ordinal);
}
