namespace Hawk.AspNetCore;

/// <summary>The host and port lines of the normalised string, fixed by configuration.</summary>
sealed record HawkOrigin(string Host, int Port)
{
    /// <summary>The origin a URI names; null when it names more or less than an http or https origin.</summary>
    public static HawkOrigin? From(Uri uri)
    {
        if (!HawkTarget.IsOrigin(uri))
            return null;

        // IdnHost gives names in the form that travels, but takes the brackets off an IPv6 address, which are signed (section 5.3).
        var host = uri.HostNameType is UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        return new HawkOrigin(host, uri.Port);
    }
}
