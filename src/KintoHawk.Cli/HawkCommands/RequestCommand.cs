using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Hawk;
using Hawk.Http;
using KintoHawk.Cli.Sessions;

namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk request</c>: one signed request to any server, one response.</summary>
static class RequestCommand
{
    const string Details =
        """
        Signs a request, sends it, verifies the response and shows it. The body is covered by the signature;
        its Content-Type is application/json unless --content-type or -H says otherwise. When the server
        proves that the clock here is wrong, the request is signed again, once, with the server's time;
        with --nonce it is not, because a nonce is good for one signature. Redirects are shown, not
        followed: the signature is good for one URL.

        A response with a wrong signature is not shown, and exits with 6. One without signature is shown
        and called unverified, unless --require-signature is given. --no-verify shows every response, and
        calls each unverified.

          kintohawk hawk request https://api.example.com/things -d '{"name": "x"}' --key-file api.key
        """;

    public static CliCommand Create()
    {
        var url = new Argument<string>("URL") { Description = "The http or https URL." };
        var method = new Option<string?>("--request", "-X") { Description = "The method. Default: GET, or POST with a body.", HelpName = "METHOD" };
        var headers = new Option<string[]>("--header", "-H") { Description = "A header to send, also more than once.", HelpName = "'Name: value'" };
        var key = new KeyOptions();
        var body = new BodyOptions();
        var extras = new SignatureOptions();
        var timestamp = CommonOptions.Timestamp("The clock of this client. Default: now.");
        var noVerify = new Option<bool>("--no-verify") { Description = "Do not look at the signature of the response." };
        var requireSignature = new Option<bool>("--require-signature") { Description = "Refuse a response without signature." };
        var verbose = CommonOptions.Verbose();
        var json = new Option<bool>("--json") { Description = "Print one JSON object with status, headers, body and verified instead." };
        var command = new CliCommand(
            "request",
            "Send a signed request to any server and show the verified response.",
            Details,
            (ExitCode.Success, "the status is below 400"),
            (ExitCode.Failure, "no key, no answer, or a request that cannot be sent"),
            (ExitCode.Usage, "wrong arguments"),
            (ExitCode.ClientError, "the status is from 400 to 499"),
            (ExitCode.ServerError, "the status is 500 or more"),
            (ExitCode.Unverified, "the response is not what the server signed, or must be signed and is not"))
        {
            url,
            method,
            headers,
        };
        key.AddTo(command);
        body.AddTo(command);
        extras.AddTo(command);
        foreach (var option in (Option[])[timestamp, noVerify, requireSignature, verbose, json])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(noVerify) && result.GetValue(requireSignature))
                result.AddError("--no-verify and --require-signature exclude each other.");
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!TryParse(result.GetRequiredValue(url), out var uri, out var refusal)
                || !key.TryRead(result, id: null, body.TakesInput(result), out var credential, out refusal))
                return Report.Failed(refusal);
            using (credential)
            {
                if (!body.TryRead(result, out var payload, out refusal))
                    return Report.Failed(refusal);
                string[] lines = body.ContentType(result) is { } contentType ? [.. result.GetValue(headers) ?? [], $"Content-Type: {contentType}"] : result.GetValue(headers) ?? [];
                var order = new RequestOrder(result.GetValue(method) ?? (payload is null ? "GET" : "POST"), uri.AbsoluteUri, Body: null, lines);
                if (!order.TryCreate(uri, payload, out var request, out refusal))
                    return Report.Failed(refusal);
                using (request)
                {
                    if (!CanBeSigned(request) || !extras.TrySign(result, credential, HawkTarget.FromUri(request.Method.Method, uri), CommonOptions.Now(result.GetValue(timestamp)), HawkPayload.None, out _, out refusal))
                        return Report.Failed(refusal ?? "The Content-Type cannot be signed; accepted: printable ASCII.");
                    var signing = new SigningOrder(credential, extras.Of(result), result.GetValue(timestamp))
                    {
                        Check = result.GetValue(noVerify) ? HawkResponseCheck.Off : result.GetValue(requireSignature) ? HawkResponseCheck.Required : HawkResponseCheck.IfPresent,
                        Trace = result.GetValue(verbose) ? Console.Error : null,
                    };
                    return await SendAsync(request, uri, signing, result.GetValue(json), cancellationToken);
                }
            }
        });
        return command;
    }

    static bool TryParse(string text, [NotNullWhen(true)] out Uri? uri, [NotNullWhen(false)] out string? refusal)
    {
        refusal = null;
        if (!RequestText.TryParseUrl(text, out uri) || uri.Scheme is not ("http" or "https"))
            refusal = $"'{text}' is not a URL that requests can be sent to; accepted: http or https, and a host.";
        else if (uri.UserInfo.Length > 0)
            refusal = "The URL has user information, which is not sent beside a signature.";
        return refusal is null && uri is not null;
    }

    static bool CanBeSigned(HttpRequestMessage request)
    {
        var contentType = request.Content?.Headers.NonValidated.TryGetValues("Content-Type", out var values) is true ? values.ToString() : null;
        if (!PayloadHasher.TryCreate(HawkAlgorithm.Sha256, contentType, out var hasher))
            return false;
        hasher.Dispose();
        return true;
    }

    static async Task<int> SendAsync(HttpRequestMessage request, Uri uri, SigningOrder signing, bool asJson, CancellationToken cancellationToken)
    {
        try
        {
            request.SetHawkSignOptions(signing.Options);
            using var client = ApiClient.Create(signing, uri);
            using var response = await client.SendAsync(request, cancellationToken);
            var shown = new ShownResponse(response, await response.Content.ReadAsByteArrayAsync(cancellationToken));
            await using var output = Console.OpenStandardOutput();
            if (asJson)
                shown.WriteJson(output);
            else
                shown.WriteText(output);
            if (!shown.IsVerified && !asJson)
                await Console.Error.WriteLineAsync(signing.Check is HawkResponseCheck.Off ? "The response was not verified." : "The response is not signed: unverified.");
            return shown.ExitCode;
        }
        catch (HawkResponseException failure)
        {
            return Report.Failed($"{failure.Message} It is not shown.", ExitCode.Unverified);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return Report.Failed($"{uri.GetLeftPart(UriPartial.Authority)} cannot be reached: {failure.InnerException?.Message ?? failure.Message}");
        }
        catch (TaskCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            return Report.Failed($"{uri.GetLeftPart(UriPartial.Authority)} does not answer: {failure.InnerException?.Message ?? failure.Message}");
        }
    }
}
