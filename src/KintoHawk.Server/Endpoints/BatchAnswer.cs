using KintoHawk.Server.Api;
using KintoHawk.Server.Diagnostics;

namespace KintoHawk.Server.Endpoints;

/// <summary>The answer to an item of a batch, before it is written. Its body may refer to that of the request, which is kept until then.</summary>
/// <param name="Item">What was asked.</param>
/// <param name="Request">The request that was answered.</param>
/// <param name="Target">Where it went in the end.</param>
/// <param name="Response">The answer.</param>
/// <param name="Measurement">Measures the item; null when nobody wants to know.</param>
sealed record BatchAnswer(BatchItem Item, ApiRequest Request, RequestTarget Target, ApiResponse Response, RequestMeasurement? Measurement) : IDisposable
{
    public void Dispose() => Request.Dispose();
}
