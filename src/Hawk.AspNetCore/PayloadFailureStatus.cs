using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Hawk.AspNetCore;

/// <summary>Tells the framework's exception handler the status of a <see cref="HawkPayloadException"/>, so that a problem document names it too.</summary>
sealed class PayloadFailureStatus : IPostConfigureOptions<ExceptionHandlerOptions>
{
    public void PostConfigure(string? name, ExceptionHandlerOptions options)
    {
        var others = options.StatusCodeSelector;
        options.StatusCodeSelector = exception => exception is HawkPayloadException failure
            ? failure.StatusCode
            : others?.Invoke(exception) ?? StatusCodes.Status500InternalServerError;
    }
}
