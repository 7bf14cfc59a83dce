using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Resources;

/// <summary>Decides who may do what: stored entries through <see cref="PermissionTree"/>, then the settings (kinto-api §14.2).</summary>
sealed class Access(KintoHawkOptions options, Challenges challenges)
{
    /// <summary>The principals to whom the settings grant this, without looking at any object.</summary>
    public IReadOnlyCollection<string> Privileged(Resource resource, Question question)
    {
        var principals = new List<string>();
        // The setting that is consulted has the name of the requested kind and of the permission of each pair that would grant the question.
        switch (question)
        {
            case Question.Read or Question.List:
                principals.AddRange(options.PrincipalsFor(resource.Name, "read"));
                // A set without parent is asked for one permission only; elsewhere write implies read.
                if (question is Question.Read || resource.Parent is not null)
                    principals.AddRange(options.PrincipalsFor(resource.Name, "write"));
                break;
            case Question.Write or Question.DeleteAll:
                principals.AddRange(options.PrincipalsFor(resource.Name, "write"));
                break;
            case Question.Create:
                principals.AddRange(options.PrincipalsFor(resource.Name, "create"));
                if (resource.Parent is not null)
                    principals.AddRange(options.PrincipalsFor(resource.Name, "write"));
                break;
        }

        return principals;
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

    /// <summary>401 for somebody who has not said who they are, 403 for everybody else.</summary>
    public ApiError Refusal(Caller caller) => caller.UserId is null ? ApiError.Unauthenticated(challenges.All) : ApiError.Forbidden;
}
