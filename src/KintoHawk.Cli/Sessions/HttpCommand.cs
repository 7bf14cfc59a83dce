using System.CommandLine;
using Hawk.Http;

namespace KintoHawk.Cli.Sessions;

/// <summary><c>kintohawk http</c>: one signed request, one verified response.</summary>
static class HttpCommand
{
    const string Details =
        """
        PATH is below the API: /buckets and /v1/buckets are the same. A URL must be on the server of the
        session; any other is refused, so that the session is never shown to another server.

        BODY is sent as it is, @FILE sends a file, - sends standard input. The Content-Type is
        application/json unless -H says otherwise. The body is covered by the signature. When the server
        proves that this clock is wrong, the request is signed again, once, with the server's time.

        The response must carry the signature of the server over its body and Content-Type, bound to this
        request: a success without signature, or any response with a wrong one, is not shown and exits
        with 6. An error without signature is shown and called unverified: servers cannot sign for a
        session they do not know.
        """;

    public static CliCommand Create()
    {
        var method = new Argument<string>("METHOD") { Description = "GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS." };
        var target = new Argument<string>("PATH|URL") { Description = "What to ask." };
        var body = new Argument<string?>("BODY") { Description = "The body: text, @FILE, or - for standard input. Default: none.", Arity = ArgumentArity.ZeroOrOne };
        var headers = new Option<string[]>("--header", "-H") { Description = "A header to send, also more than once.", HelpName = "'Name: value'" };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Show on standard error what was signed." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object with status, headers, body and verified instead." };
        var curl = new Option<bool>("--curl") { Description = "Sign, and print the request as a curl command instead of sending it. It can be sent once." };
        var command = new CliCommand(
            "http",
            "Send a Hawk-signed request and show the verified response.",
            Details,
            (ExitCode.Success, "the status is below 400"),
            (ExitCode.Failure, "no session, another server, no answer, or a body or header that cannot be sent"),
            (ExitCode.Usage, "wrong arguments"),
            (ExitCode.ClientError, "the status is from 400 to 499"),
            (ExitCode.ServerError, "the status is 500 or more"),
            (ExitCode.Unverified, "the response is not what the server signed"))
        {
            method,
            target,
            body,
            headers,
            verbose,
            json,
            curl,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var order = new RequestOrder(result.GetRequiredValue(method), result.GetRequiredValue(target), result.GetValue(body), result.GetValue(headers) ?? []);
            return result.GetValue(curl)
                ? PrintCurlAsync(order, cancellationToken)
                : RunAsync(order, result.GetValue(verbose), result.GetValue(json), cancellationToken);
        });
        return command;
    }

    static async Task<int> PrintCurlAsync(RequestOrder order, CancellationToken cancellationToken)
    {
        if (!CurrentSession.TryRead(out var current))
            return ExitCode.Failure;
        if (!current.Api.TryResolve(order.Target, out var uri, out var refusal) || !order.TryCreate(uri, out var request, out refusal))
            return Report.Failed(refusal);
        using (request)
        using (var credential = current.Session.ToCredential())
        {
            var (command, notText) = await CurlText.CreateAsync(request, credential, TimeProvider.System.GetUtcNow(), cancellationToken);
            if (command is null)
                return Report.Failed(notText!);
            await Console.Out.WriteLineAsync(command);
            return ExitCode.Success;
        }
    }

    static async Task<int> RunAsync(RequestOrder order, bool isVerbose, bool asJson, CancellationToken cancellationToken)
    {
        if (!CurrentSession.TryRead(out var current))
            return ExitCode.Failure;
        if (!current.Api.TryResolve(order.Target, out var uri, out var refusal))
            return Report.Failed(refusal);
        if (!order.TryCreate(uri, out var request, out refusal))
            return Report.Failed(refusal);

        using (request)
        {
            try
            {
                using var client = ApiClient.Create(current.Session, current.Api, isVerbose ? Console.Error : null);
                using var response = await client.SendAsync(request, cancellationToken);
                return await ShowAsync(response, asJson, cancellationToken);
            }
            catch (HawkResponseException failure)
            {
                return Report.Failed($"{failure.Message} It is not shown: somebody between here and {current.Api} may have changed it.", ExitCode.Unverified);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                return Report.Unreachable(current.Api, failure);
            }
            catch (TaskCanceledException failure) when (!cancellationToken.IsCancellationRequested)
            {
                return Report.Unreachable(current.Api, failure);
            }
        }
    }

    static async Task<int> ShowAsync(HttpResponseMessage response, bool asJson, CancellationToken cancellationToken)
    {
        var shown = new ShownResponse(response, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        if (!shown.IsVerified && shown.Status < 400)
            return Report.Failed("The response is not signed. It is not shown: somebody on the way may have made it up.", ExitCode.Unverified);
        await using var output = Console.OpenStandardOutput();
        if (asJson)
            shown.WriteJson(output);
        else
            shown.WriteText(output);
        if (!shown.IsVerified && !asJson)
            await Console.Error.WriteLineAsync(shown.Status == 401
                ? "The response is not signed: unverified. The session may have ended; 'kintohawk login' opens a new one."
                : "The response is not signed: unverified.");
        return shown.ExitCode;
    }
}
