using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>What a client may add to a signature, and the nonce.</summary>
sealed class SignatureOptions
{
    readonly Option<string?> _ext = CommonOptions.AttributeText("--ext", "A text for the server's application.");
    readonly Option<string?> _app = CommonOptions.AttributeText("--app", "The application the credential was issued to.");
    readonly Option<string?> _dlg = CommonOptions.AttributeText("--dlg", "The application that delegated its rights; not without --app.");
    readonly Option<string?> _nonce = CommonOptions.AttributeText("--nonce", "The nonce. Default: 16 random bytes.");

    public void AddTo(Command command)
    {
        foreach (var option in (Option<string?>[])[_ext, _app, _dlg, _nonce])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_dlg) is not null && result.GetResult(_app) is null)
                result.AddError("--dlg is neither sent nor signed without --app.");
        });
    }

    public HawkSignOptions Of(ParseResult result) =>
        new() { Ext = result.GetValue(_ext), App = result.GetValue(_app), Dlg = result.GetValue(_dlg), Nonce = result.GetValue(_nonce) };

    public bool TrySign(
        ParseResult result,
        HawkCredential credential,
        in HawkTarget target,
        DateTimeOffset now,
        in HawkPayload payload,
        [NotNullWhen(true)] out HawkAuthorization? signed,
        [NotNullWhen(false)] out string? refusal)
    {
        (signed, refusal) = (null, null);
        try
        {
            signed = HawkClient.Authorize(credential, in target, now, in payload, Of(result));
        }
        catch (ArgumentException)
        {
            // Everything else has been looked at before.
            refusal = "The header would be longer than the 4096 characters a server accepts.";
        }

        return signed is not null;
    }
}
