using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Resources;

/// <summary>How much of the object the answer to a PATCH shows: the header <c>Response-Behavior</c> (kinto-api §12).</summary>
enum ResponseBehavior : byte
{
    /// <summary><c>full</c>, the default: the whole object and its permissions.</summary>
    Full,
    /// <summary><c>light</c>: the fields that were sent and have changed.</summary>
    Light,
    /// <summary><c>diff</c>: those of them whose value is not the one that was sent.</summary>
    Diff,
}

static class ResponseBehaviors
{
    /// <summary>Reads the header; what is wrong with it is added to the errors.</summary>
    public static ResponseBehavior Parse(ApiRequest request, List<ValidationError> errors)
    {
        var text = request.Header(HeaderNames.ResponseBehavior);
        switch (text)
        {
            case null or "" or "full":
                return ResponseBehavior.Full;
            case "light":
                return ResponseBehavior.Light;
            case "diff":
                return ResponseBehavior.Diff;
            default:
                errors.Add(new ValidationError("header", HeaderNames.ResponseBehavior, $"\"{ObjectBody.Shown(text)}\" is not one of full, light, diff"));
                return ResponseBehavior.Full;
        }
    }
}
