using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Plugins.Accounts;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Authentication.HawkSessions;

/// <summary>
/// <c>/hawk-sessions</c>: an account opens a session (kinto-plugins §9.1), and beyond kinto-hawk sees and revokes its sessions.
/// </summary>
sealed class HawkSessionsEndpoint(SessionStore sessions, AccountAuthenticator accounts, Challenges challenges, KintoHawkOptions options)
{
    public IEnumerable<ApiRoute> Routes =>
    [
        new()
        {
            Name = "hawk-sessions",
            Pattern = "/hawk-sessions",
            AlsoExposed = HeaderNames.HawkSessionToken,
            IgnoresCaller = true,   // the handlers ask themselves: opening one checks the password in its own way
            Handlers = [new("GET", ListAsync), new("HEAD", ListAsync), new("POST", OpenAsync), new("DELETE", RevokeAllAsync)],
        },
        new()
        {
            Name = "hawk-session",
            Pattern = "/hawk-sessions/{id}",
            IgnoresCaller = true,
            Handlers = [new("DELETE", RevokeAsync)],
        },
    ];

    async ValueTask<ApiResponse> OpenAsync(ApiRequest request)
    {
        if (request.IsInBatch)
            return ApiError.NoSessionsInBatch;
        // A password is checked against the stored hash here, never against the cache of recent successes: what it opens lives for weeks. It is
        // also checked where no policy lets passwords in: an ini with the Hawk policy alone still has to have a way in.
        var credentials = BasicCredentials.TryParse(request.Header(HeaderNames.Authorization));
        var hash = credentials is null ? null : await accounts.VerifyWithoutCacheAsync(credentials, hidesUnknownNames: true, request.Cancelled);
        if (hash is null && (credentials is null || AcceptsAnyCredentials))
            request.Identity = await request.Authenticate();
        if (request.Identity.Kind is AuthenticationPolicyKind.BasicAuth or AuthenticationPolicyKind.OpenId)
            return ApiError.OnlyAccountsGetSessions;
        if (request.Identity.Session is null && hash is null)
            return ApiError.Unauthenticated(challenges.Basic);
        var account = request.Identity.Session?.UserId ?? credentials!.Name;

        if (await sessions.OpenAsync(account, request.Header(HeaderNames.UserAgent), request.Cancelled) is not { } issued)
            return ApiError.Unavailable((int)options.RetryAfter.TotalSeconds);
        // The password may have changed, or the session that asks may have been revoked, before the new session was there to be revoked with it.
        var stillAllowed = request.Identity.Session is { } asking
            ? await sessions.IsOpenAsync(asking, CancellationToken.None)
            : await accounts.FindHashAsync(account, CancellationToken.None) == hash;
        if (!stillAllowed)
        {
            await sessions.CloseAsync(issued, CancellationToken.None);
            return ApiError.Unauthenticated(challenges.Basic);
        }

        return new ApiResponse(StatusCodes.Status201Created).With(HeaderNames.HawkSessionToken, issued.Token).With(HeaderNames.CacheControl, "no-store");
    }

    async ValueTask<ApiResponse> ListAsync(ApiRequest request)
    {
        if (await RefuseAsync(request) is { } refused)
            return refused;
        var open = await sessions.ListAsync(request.Identity.AccountName!, request.Cancelled);
        return new ApiResponse(StatusCodes.Status200OK, output =>
        {
            var json = new WireWriter(output).StartObject().Name("data").StartArray();
            foreach (var session in open)
            {
                json.StartObject()
                    .Name("id").String(session.Id)
                    .Name("created").Number(session.Created)
                    .Name("last_used").Number(session.LastUsed)
                    .Name("user_agent").String(session.UserAgent)
                    .Name("current").Boolean(session.CacheKey == request.Identity.Session?.CacheKey)
                    .EndObject();
            }

            json.EndArray().EndObject();
        }).With(HeaderNames.CacheControl, "no-store");
    }

    async ValueTask<ApiResponse> RevokeAsync(ApiRequest request)
    {
        if (await RefuseAsync(request) is { } refused)
            return refused;
        request.AfterCommit.HasActed = true;
        var id = request.RouteValues[0];
        var revoked = id == "current"
            ? request.Identity.Session is { } current && await sessions.CloseAsync(current, request.Cancelled)
            : await sessions.RevokeAsync(request.Identity.AccountName!, id, request.Cancelled);
        if (!revoked)
            return ApiError.UnknownSession;
        return new ApiResponse(StatusCodes.Status200OK, output =>
            new WireWriter(output).StartObject().Name("data").StartObject().Name("id").String(id).Name("deleted").Boolean(true).EndObject().EndObject());
    }

    async ValueTask<ApiResponse> RevokeAllAsync(ApiRequest request)
    {
        if (await RefuseAsync(request) is { } refused)
            return refused;
        request.AfterCommit.HasActed = true;
        var revoked = await sessions.RevokeAllAsync(request.Identity.AccountName!, request.Cancelled);
        return new ApiResponse(StatusCodes.Status200OK, output =>
        {
            var json = new WireWriter(output).StartObject().Name("data").StartArray();
            foreach (var session in revoked)
                json.StartObject().Name("id").String(session.Id).Name("deleted").Boolean(true).EndObject();
            json.EndArray().EndObject();
        });
    }

    bool AcceptsAnyCredentials => options.Policies.Any(static policy => policy.Kind is AuthenticationPolicyKind.BasicAuth);

    async ValueTask<ApiError?> RefuseAsync(ApiRequest request)
    {
        request.Identity = await request.Authenticate();
        return request.Identity switch
        {
            { Kind: null } => ApiError.Unauthenticated(challenges.Basic),
            { Kind: AuthenticationPolicyKind.Account or AuthenticationPolicyKind.Hawk } => null,
            _ => ApiError.OnlyAccountsGetSessions,
        };
    }
}
