using Microsoft.Extensions.Logging;

namespace Hawk.AspNetCore.Diagnostics;

/// <summary>Every log message of this package. Event ids are stable; no message carries a key, a MAC or a hash,
/// nor a nonce except in the explanations of the Development environment.</summary>
static partial class HawkLog
{
    /// <summary>The category of them all: their own, because the framework numbers the events of its authentication handlers too.</summary>
    public const string Category = "Hawk.AspNetCore";

    /// <summary>Says why a request was refused. The id is logged only where the credential exists.</summary>
    public static void Refused(ILogger logger, HawkRefusal refusal, HawkCredential? credential, HawkFeature feature)
    {
        var id = credential?.Id ?? string.Empty;
        if (ReferenceEquals(refusal, HawkRefusal.InvalidHost))
            HostInvalid(logger);
        else if (ReferenceEquals(refusal, HawkRefusal.PayloadTooLarge))
            PayloadTooLarge(logger, id, feature.PayloadLimit);
        else
            Refused(logger, refusal.Failure, id);
    }

    /// <summary>Says that a request was accepted, and with what.</summary>
    public static void Accepted(ILogger logger, HawkCredential credential, HawkFeature feature)
    {
        if (feature.Bewit is null)
            Accepted(logger, credential.Id);
        else
            BewitAccepted(logger, credential.Id);
    }

    [LoggerMessage(1, LogLevel.Debug, "A request signed by {CredentialId} was accepted.")]
    static partial void Accepted(ILogger logger, string credentialId);

    [LoggerMessage(2, LogLevel.Debug, "A request signed by {CredentialId} passed every check and was refused by the application.")]
    public static partial void RefusedByApplication(ILogger logger, string credentialId);

    [LoggerMessage(3, LogLevel.Debug, "A request with a bewit of {CredentialId} was accepted.")]
    static partial void BewitAccepted(ILogger logger, string credentialId);

    [LoggerMessage(10, LogLevel.Debug, "A Hawk header does not follow the grammar.")]
    static partial void HeaderMalformed(ILogger logger);

    [LoggerMessage(11, LogLevel.Debug, "A Hawk header lacks a required attribute.")]
    static partial void AttributeMissing(ILogger logger);

    [LoggerMessage(12, LogLevel.Debug, "A request has no usable Host field, or is for a host that is not one of AllowedHosts.")]
    static partial void HostInvalid(ILogger logger);

    [LoggerMessage(13, LogLevel.Debug, "A request was signed with an unknown credential.")]
    static partial void CredentialUnknown(ILogger logger);

    [LoggerMessage(14, LogLevel.Debug, "The MAC of a request that names {CredentialId} does not match.")]
    static partial void MacWrong(ILogger logger, string credentialId);

    [LoggerMessage(15, LogLevel.Debug, "The timestamp of a request signed by {CredentialId} is not acceptable any more, or not yet.")]
    static partial void TimestampStale(ILogger logger, string credentialId);

    [LoggerMessage(16, LogLevel.Debug, "A request signed by {CredentialId} has a body that its signature does not cover.")]
    static partial void PayloadHashMissing(ILogger logger, string credentialId);

    [LoggerMessage(17, LogLevel.Debug, "The body of a request signed by {CredentialId} is not the one that was signed.")]
    static partial void PayloadHashWrong(ILogger logger, string credentialId);

    [LoggerMessage(18, LogLevel.Debug, "The body of a request signed by {CredentialId} is larger than {MaxBytes} bytes.")]
    static partial void PayloadTooLarge(ILogger logger, string credentialId, int maxBytes);

    [LoggerMessage(19, LogLevel.Information, "A copy of an earlier request signed by {CredentialId} arrived.")]
    static partial void Replayed(ILogger logger, string credentialId);

    [LoggerMessage(20, LogLevel.Warning, "{CredentialId} has used more nonces than one credential may; its requests are refused for a while.")]
    static partial void QuotaExceeded(ILogger logger, string credentialId);

    [LoggerMessage(21, LogLevel.Error, "No more nonces can be remembered; signed requests are refused until earlier ones expire.")]
    static partial void NonceStoreFull(ILogger logger);

    [LoggerMessage(22, LogLevel.Warning,
        "The body of a request signed by {CredentialId} was read before the request was authenticated, so it cannot be verified and the request is refused. " +
        "Place UseAuthentication before whatever reads bodies, or let that call EnableBuffering first.")]
    public static partial void PayloadReadBefore(ILogger logger, string credentialId);

    [LoggerMessage(30, LogLevel.Debug,
        "The response to a verified request is sent unsigned: it is longer than {MaxBytes} bytes, asked not to be held back, has a transfer coding of its own, or came from outside.")]
    public static partial void ResponseNotSigned(ILogger logger, int maxBytes);

    [LoggerMessage(40, LogLevel.Information,
        "The application has read the body of a request signed by {CredentialId}, and its end shows that it is not the one that was signed.")]
    public static partial void StreamedPayloadWrong(ILogger logger, string credentialId);

    [LoggerMessage(41, LogLevel.Information,
        "The application has read only a part of the body of a request signed by {CredentialId}, so it was never verified.")]
    public static partial void StreamedPayloadUnfinished(ILogger logger, string credentialId);

    [LoggerMessage(42, LogLevel.Debug, "The application has not read the body of a request signed by {CredentialId}, so it was never verified.")]
    public static partial void StreamedPayloadUnread(ILogger logger, string credentialId);

    [LoggerMessage(50, LogLevel.Debug, "A bewit does not follow the grammar: {Failure}.")]
    static partial void BewitMalformed(ILogger logger, HawkFailure failure);

    [LoggerMessage(51, LogLevel.Debug, "A bewit came with a method other than GET and HEAD.")]
    static partial void BewitMethodInvalid(ILogger logger);

    [LoggerMessage(52, LogLevel.Debug, "A bewit came with another bewit or with an Authorization field.")]
    static partial void AuthenticationsMultiple(ILogger logger);

    [LoggerMessage(53, LogLevel.Debug, "A bewit of {CredentialId} has expired.")]
    static partial void BewitExpired(ILogger logger, string credentialId);

    [LoggerMessage(54, LogLevel.Information, "A bewit of {CredentialId} lasts longer than a bewit may.")]
    static partial void BewitTooLong(ILogger logger, string credentialId);

    [LoggerMessage(90, LogLevel.Information, "Why the Hawk request was refused (development only): {Explanation}")]
    public static partial void Explained(ILogger logger, string explanation);

    static void Refused(ILogger logger, HawkFailure failure, string credentialId)
    {
        switch (failure)
        {
            case HawkFailure.MalformedHeader: HeaderMalformed(logger); break;
            case HawkFailure.MissingAttribute: AttributeMissing(logger); break;
            case HawkFailure.UnknownCredential: CredentialUnknown(logger); break;
            case HawkFailure.BadMac: MacWrong(logger, credentialId); break;
            case HawkFailure.StaleTimestamp: TimestampStale(logger, credentialId); break;
            case HawkFailure.MissingPayloadHash: PayloadHashMissing(logger, credentialId); break;
            case HawkFailure.BadPayloadHash: PayloadHashWrong(logger, credentialId); break;
            case HawkFailure.Replay: Replayed(logger, credentialId); break;
            case HawkFailure.TooManyRequests: QuotaExceeded(logger, credentialId); break;
            case HawkFailure.NonceStoreFull: NonceStoreFull(logger); break;
            case HawkFailure.InvalidMethod: BewitMethodInvalid(logger); break;
            case HawkFailure.MultipleAuthentications: AuthenticationsMultiple(logger); break;
            case HawkFailure.AccessExpired: BewitExpired(logger, credentialId); break;
            case HawkFailure.BewitLifetimeTooLong: BewitTooLong(logger, credentialId); break;
            case HawkFailure.TargetTooLong or HawkFailure.EmptyBewit or HawkFailure.InvalidBewitEncoding:
            case HawkFailure.InvalidBewitStructure or HawkFailure.MissingBewitAttributes:
                BewitMalformed(logger, failure);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(failure), failure, "Not a refusal.");
        }
    }
}
