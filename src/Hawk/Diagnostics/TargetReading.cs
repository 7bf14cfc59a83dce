using Hawk.Wire;

namespace Hawk.Diagnostics;

/// <summary>Says which part of a request cannot be signed at all: its method, its target or its Host field (section 5.1).</summary>
static class TargetReading
{
    internal static HawkFinding Explain(HawkReceivedRequest request)
    {
        if (!RequestLine.IsMethod(request.Method))
            return new(HawkSubject.Method, "a word of HTTP token characters", Printable.TextOrEmpty(request.Method), "Give the method as it stands on the request line.");
        if (!RequestLine.TryReduce(request.RawTarget, out _))
        {
            return new(HawkSubject.Target, "path and query in one line", Printable.TextOrEmpty(request.RawTarget),
                "Give the target as it stands on the request line; it is not empty and has no line break.");
        }

        var field = request.HostField;
        var advice = field switch
        {
            null or "" => "The client or a proxy sends no Host field. Send one, or tell the server its public origin.",
            _ when field.Contains(',') => "A proxy has made a list of the host. Only one name can have been signed: let the proxy replace the field, or tell the server its public origin.",
            _ when field.Contains('/') => "The field holds a URL; only host and port belong there.",
            _ when field.Contains('@') => "User information does not belong into the field.",
            _ => "Only a host name or address, and a port from 0 to 65535 after a colon, can be signed; names in another script travel as punycode.",
        };
        return new(HawkSubject.Host, "host or host:port", field is null ? "no Host field" : Printable.TextOrEmpty(field), advice);
    }
}
