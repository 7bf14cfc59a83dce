using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Resources;

/// <summary>Is told of changes before they are applied, and may add others that apply together with them or not at all. Without one nothing costs anything.</summary>
interface IChangeInterceptor
{
    /// <summary>True for the kinds of objects whose changes it wants to be told of.</summary>
    bool Watches(Resource resource);

    /// <summary>
    /// Called when it is decided what to change and nothing is changed yet; once more when somebody else was faster. Changes are only added at the end.
    /// </summary>
    /// <param name="request">Who asks for what.</param>
    /// <param name="storage">Where the changes will be applied: reads there see what earlier items of a batch did.</param>
    /// <param name="impacts">What happens to each object.</param>
    /// <param name="changes">The command; what is added applies with it.</param>
    /// <returns>The answer when nothing of this may happen, else null.</returns>
    ValueTask<ApiError?> OnChangingAsync(ApiRequest request, IStorage storage, IReadOnlyList<Impact> impacts, ChangeSet changes);
}
