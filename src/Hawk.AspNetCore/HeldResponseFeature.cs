using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hawk.AspNetCore;

/// <summary>Offers the held body to the application; server-sent events and the like turn the holding off.</summary>
sealed class HeldResponseFeature(HeldResponse body, IHttpResponseBodyFeature inner) : StreamResponseBodyFeature(body, inner)
{
    public override void DisableBuffering()
    {
        body.Release();
        base.DisableBuffering();
    }
}
