using Hawk;

namespace KintoHawk.Cli.Sessions;

/// <summary>Shows what was signed: the normalised text, which holds no secret, and the header without the MAC, which could be replayed.</summary>
sealed class SigningTrace(HawkCredential credential, TextWriter output, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Show(request);
        return base.SendAsync(request, cancellationToken);
    }

    void Show(HttpRequestMessage request)
    {
        var value = request.Headers.NonValidated.TryGetValues("Authorization", out var values) ? values.ToString() : null;
        if (HawkHeader.Parse(value, out var header) is not HawkFailure.None)
            return;
        // Signing is a function of these alone: the same text comes out again.
        var signed = HawkClient.Authorize(
            credential,
            HawkTarget.FromUri(request.Method.Method, request.RequestUri!),
            DateTimeOffset.FromUnixTimeSeconds(header.TimestampSeconds),
            header.HasHash ? HawkPayload.FromHash(Convert.FromBase64String(header.Hash.ToString())) : HawkPayload.None,
            new HawkSignOptions { Nonce = header.Nonce.ToString(), Ext = header.Ext.ToString(), App = header.App.ToString(), Dlg = header.Dlg.ToString() });
        output.WriteLine("Signed text:");
        foreach (var line in signed.NormalizedText.TrimEnd('\n').Split('\n'))
            output.WriteLine($"  {line}");
        output.WriteLine($"Authorization: {value!.Replace(header.Mac.ToString(), "(not shown)", StringComparison.Ordinal)}");
        output.WriteLine();
    }
}
