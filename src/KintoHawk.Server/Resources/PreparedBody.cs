using KintoHawk.Server.Api;

namespace KintoHawk.Server.Resources;

/// <summary>A body whose costly preparation (hashing a password) happens at most once, and only after the request was found to be allowed.</summary>
sealed class PreparedBody(ResourceRules rules, ApiRequest request, ObjectBody body)
{
    bool _prepared;

    public ObjectBody Body { get; private set; } = body;

    public async ValueTask<PreparedBody> PrepareAsync()
    {
        if (!_prepared)
        {
            Body = await rules.PrepareAsync(request, Body);
            _prepared = true;
        }

        return this;
    }
}
