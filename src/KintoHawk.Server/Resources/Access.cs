using System.Collections.Concurrent;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Server.Api;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Logging;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Resources;

/// <summary>Decides who may do what: stored entries through <see cref="PermissionTree"/>, then the settings (kinto-api §14.2).</summary>
sealed class Access(KintoHawkOptions options, Challenges challenges, ILoggerFactory loggers)
{
    readonly ILogger _log = loggers.CreateLogger(LoggerNames.AuthorizationCategory);
    readonly ConcurrentDictionary<(Resource, Question), string[]> _privileged = new();

    /// <summary>The principals to whom the settings grant this, without looking at any object.</summary>
    public IReadOnlyCollection<string> Privileged(Resource resource, Question question) =>
        _privileged.GetOrAdd((resource, question), static (key, options) => [.. Read(options, key.Item1, key.Item2)], options);

    /// <summary>The setting that is consulted has the name of the requested kind and of the permission of each pair that would grant the question.</summary>
    static IEnumerable<string> Read(KintoHawkOptions options, Resource resource, Question question)
    {
        // A set or kind without parent is asked for one permission only; elsewhere write implies the others.
        var impliedByWrite = resource.Parent is not null || question is Question.Read;
        var own = question switch
        {
            Question.Read or Question.List => options.PrincipalsFor(resource.Name, "read"),
            Question.Create => options.PrincipalsFor(resource.Name, "create"),
            _ => [],
        };
        return question is Question.Write or Question.DeleteAll || impliedByWrite ? own.Concat(options.PrincipalsFor(resource.Name, "write")) : own;
    }

    public bool Allows(Resource resource, Question question, Grants held, IReadOnlyList<string> principals) =>
        PermissionTree.Allows(resource, question, held) || IsPrivileged(resource, question, principals);

    public bool IsPrivileged(Resource resource, Question question, IReadOnlyList<string> principals)
    {
        foreach (var privileged in Privileged(resource, question))
            if (principals.Contains(privileged, StringComparer.Ordinal))
                return true;
        return false;
    }

    /// <summary>The refusal of what a request asks, which is logged: 401 for somebody who has not said who they are, 403 for everybody else.</summary>
    public ApiError Refusal(ApiRequest request, Question question) => Refusal(request, question switch
    {
        Question.Read or Question.List => "read",
        Question.Create => "create",
        _ => "write",
    });

    /// <summary>The refusal of a permission, by its name.</summary>
    public ApiError Refusal(ApiRequest request, string permission)
    {
        if (_log.IsEnabled(LogLevel.Information))
            _log.PermissionDenied(permission, UriOf(request.Path), request.Caller.Owner);
        return request.Caller.UserId is null ? ApiError.Unauthenticated(challenges.All) : ApiError.Forbidden;
    }

    string UriOf(string path) => path.StartsWith($"/{options.VersionPrefix}/", StringComparison.Ordinal) ? path[(options.VersionPrefix.Length + 1)..] : path;
}
