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
    }

    /// <summary>The text of the URL or path.</summary>
    public string Text(ParseResult result) => result.GetRequiredValue(_target);

    /// <summary>Reads the request; the refusal is a sentence.</summary>
    public bool TryRead(ParseResult result, [NotNullWhen(true)] out RequestTarget? target, [NotNullWhen(false)] out string? refusal)
    {
        var method = _hasMethod ? result.GetRequiredValue(_method) : "GET";
        var text = Text(result);
        target = null;
        if (!RequestText.IsMethod(method))
        {
            refusal = $"'{method}' is not a method; accepted: letters, digits and the other characters of an HTTP token.";
            return false;
        }

        return text is ['/', ..] or "*"
            ? TryReadPath(result, method, text, out target, out refusal)
            : TryReadUrl(result, method, text, out target, out refusal);
    }

    /// <summary>Tells when a URL is signed in another spelling than it was typed in.</summary>
    public static void WarnWhenRewritten(string text, RequestTarget target)
    {
        var path = text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme && text.IndexOfAny(['/', '?', '#'], scheme + 3) is >= 0 and var start ? text[start..] : "/";
        path = path.Split('#')[0];
        if (text is not ['/', ..] and not "*" && path.TrimStart('/') != target.Resource.TrimStart('/'))
            Console.Error.WriteLine($"The URL is signed as {target.Resource}, which is how .NET sends it. To sign another spelling, give the path with --host.");
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

    bool TryReadUrl(ParseResult result, string method, string url, [NotNullWhen(true)] out RequestTarget? target, [NotNullWhen(false)] out string? refusal)
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
