using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>The request that is signed or verified: a method, and a URL, or a path with the host beside it.</summary>
sealed class TargetOptions
{
    readonly Argument<string> _method = new("METHOD") { Description = "The method of the request." };
    readonly Argument<string> _target = new("URL|PATH") { Description = "A URL as it is sent, or path and query exactly as on the request line, with --host." };
    readonly Option<string?> _host = new("--host") { Description = "The value of the Host field, with or without port. With a URL: instead of its host.", HelpName = "HOST" };
    readonly Option<int?> _port = CommonOptions.Port("The port. Default: the one in the URL or the Host field, or else 443 with TLS and 80 without.");
    readonly Option<bool> _tls = new("--tls") { Description = "With a path: the client connects with TLS." };
    readonly bool _hasMethod;

    /// <param name="hasMethod">False when the method is always GET.</param>
    public TargetOptions(bool hasMethod = true) => _hasMethod = hasMethod;

    public void AddTo(Command command)
    {
        if (_hasMethod)
            command.Arguments.Add(_method);
        command.Arguments.Add(_target);
        command.Options.Add(_host);
        command.Options.Add(_port);
        command.Options.Add(_tls);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_tls) && result.GetResult(_target)?.Tokens is [var target, ..] && !IsPath(target.Value))
                result.AddError("--tls is for a path: the scheme of a URL says whether the client connects with TLS.");
        });
    }

    /// <summary>The text of the URL or path.</summary>
    public string Text(ParseResult result) => result.GetRequiredValue(_target);

    /// <summary>Reads a request that is to be sent: a URL as .NET sends it. The refusal is a sentence.</summary>
    public bool TryRead(ParseResult result, [NotNullWhen(true)] out RequestTarget? target, [NotNullWhen(false)] out string? refusal) =>
        TryRead(result, isReceived: false, out target, out refusal);

    /// <summary>Reads a request that was received: path and query of a URL exactly as they are typed, for a verdict is about that text and no other.</summary>
    public bool TryReadReceived(ParseResult result, [NotNullWhen(true)] out RequestTarget? target, [NotNullWhen(false)] out string? refusal) =>
        TryRead(result, isReceived: true, out target, out refusal);

    bool TryRead(ParseResult result, bool isReceived, [NotNullWhen(true)] out RequestTarget? target, [NotNullWhen(false)] out string? refusal)
    {
        var method = _hasMethod ? result.GetRequiredValue(_method) : "GET";
        var text = Text(result);
        target = null;
        if (!RequestText.IsMethod(method))
        {
            refusal = $"'{method}' is not a method; accepted: letters, digits and the other characters of an HTTP token.";
            return false;
        }

        return IsPath(text)
            ? TryReadPath(result, method, text, out target, out refusal)
            : TryReadUrl(result, method, text, isReceived, out target, out refusal);
    }

    /// <summary>Tells when a URL is signed in another spelling than it was typed in.</summary>
    public static void WarnWhenRewritten(string text, RequestTarget target)
    {
        if (!IsPath(text) && TypedResource(text) != target.Resource)
            Console.Error.WriteLine($"The URL is signed as {target.Resource}, which is how .NET sends it. To sign another spelling, give the path with --host.");
    }

    static bool IsPath(string text) => text is ['/', ..] or "*";

    /// <summary>Path and query of a URL as they are typed; an empty path is a slash (section 6 of the protocol).</summary>
    static string TypedResource(string url)
    {
        url = url.Trim();
        var authority = url.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        var start = url.IndexOfAny(['/', '\\', '?', '#'], authority);
        var resource = start < 0 ? "" : url[start..].Split('#')[0];
        return resource is ['/' or '\\', ..] ? resource : $"/{resource}";
    }

    bool TryReadPath(ParseResult result, string method, string path, [NotNullWhen(true)] out RequestTarget? target, [NotNullWhen(false)] out string? refusal)
    {
        (target, refusal) = (null, null);
        if (result.GetValue(_host) is not { } host)
            refusal = "A path needs --host, the value of the Host field.";
        else if (!HawkTarget.TryFromHostField(method, path, host, result.GetValue(_tls), out var accepted))
            refusal = $"'{path}' at '{host}' cannot be signed; accepted: a path without line breaks, and a host name or address with or without port.";
        else
            target = WithPort(result, RequestTarget.Of(in accepted, host, result.GetValue(_tls)));
        return target is not null;
    }

    bool TryReadUrl(ParseResult result, string method, string url, bool isReceived, [NotNullWhen(true)] out RequestTarget? target, [NotNullWhen(false)] out string? refusal)
    {
        (target, refusal) = (null, null);
        if (!RequestText.TryParseUrl(url, out var uri))
        {
            refusal = $"'{url}' is not a URL; accepted: http, https, ws or wss and a host; or a path that begins with a slash.";
            return false;
        }

        var accepted = HawkTarget.FromUri(method, uri);
        var isTls = uri.Scheme is "https" or "wss";
        var hostField = uri.IsDefaultPort ? accepted.Host.ToString() : $"{accepted.Host}:{uri.Port}";
        // .NET also takes a scheme with other slashes after it, and then where the path begins is its opinion, not the sender's.
        if (isReceived && (!url.Contains("://", StringComparison.Ordinal) || !HawkTarget.TryCreate(method, TypedResource(url), accepted.Host, accepted.Port, out accepted)))
        {
            refusal = $"'{url}' is not a URL as it is sent; accepted: scheme://host, and a path without line breaks.";
            return false;
        }

        if (result.GetValue(_host) is { } host)
        {
            if (!HawkTarget.TryFromHostField(method, accepted.Resource, host, isTls, out accepted))
            {
                refusal = $"'{host}' is not a Host field; accepted: a host name or address, with or without port.";
                return false;
            }

            hostField = host;
        }

        target = WithPort(result, RequestTarget.Of(in accepted, hostField, isTls));
        return true;
    }

    RequestTarget WithPort(ParseResult result, RequestTarget target) =>
        result.GetValue(_port) is { } port ? target with { Port = port, HostField = $"{target.Host}:{port}" } : target;
}
