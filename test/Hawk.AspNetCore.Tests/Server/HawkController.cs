using Microsoft.AspNetCore.Mvc;

namespace Hawk.AspNetCore.Tests.Server;

/// <summary>A controller that asks for a strict policy.</summary>
[ApiController]
[HawkPayload(HawkPayloadPolicy.Require)]
public sealed class HawkController : ControllerBase
{
    /// <summary>Answers.</summary>
    [HttpGet("/by-controller")]
    public string Get() => "ran";
}
