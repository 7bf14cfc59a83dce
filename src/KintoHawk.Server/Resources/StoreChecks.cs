using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Resources;

/// <summary>What PUT and POST ask about an object, in this order (kinto-api §2.1), before they look at what the client wants to store.</summary>
/// <param name="Request">The request.</param>
/// <param name="Rules">The kind's own rules.</param>
/// <param name="Preconditions">The preconditions of the request.</param>
/// <param name="Errors">What is wrong with the body and headers; told only to those who are allowed.</param>
sealed record StoreChecks(ApiRequest Request, ResourceRules Rules, Preconditions Preconditions, List<ValidationError> Errors)
{
    /// <summary>The refusal, or null.</summary>
    public async ValueTask<ApiError?> RefuseAsync(Access access, Question question, ObjectView view)
    {
        if (!access.Allows(Rules.Resource, question, view.Grants, view.Principals))
            return Rules.RefuseForbidden(Request, view) ?? access.Refusal(Request, question);
        if (view.MissingParent() is { } missing)
            return ApiError.NoParent(missing);
        if (Errors.Count > 0)
            return ApiError.Invalid(Errors);
        if (!Rules.IdRule.Accepts(view.Path.Id))
            return ApiError.InvalidObjectId;
        if (!Preconditions.Fail(view.Object?.LastModified))
            return null;
        return view.Object is { } other
            ? ObjectWriter.Modified(Rules, other, access.Allows(Rules.Resource, Question.Read, view.Grants, view.Principals))
            : await ObjectWriter.ModifiedSetAsync(Request, view.Path);
    }
}
