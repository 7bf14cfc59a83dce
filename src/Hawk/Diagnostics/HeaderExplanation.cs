namespace Hawk.Diagnostics;

/// <summary>Explains a request with a Hawk header, check by check in the server's order (section 7).</summary>
static class HeaderExplanation
{
    internal static HawkExplanation Explain(HawkReceivedRequest request, HawkCredential? credential, DateTimeOffset now, TimeSpan skew)
    {
        var failure = HawkHeader.Parse(request.Authorization, out var header, out var message);
        if (failure is not HawkFailure.None)
            return new HawkExplanation { Failure = failure, Findings = [new(HawkSubject.Header, message!, "", "")] };
        if (!HawkTarget.TryFromHostField(request.Method, request.RawTarget, request.HostField, request.IsTls, out var target))
            return new HawkExplanation { Failure = HawkFailure.MalformedHeader };
        var server = SignedLines.From(in header, in target);
        if (credential is null)
            return new HawkExplanation { Failure = HawkFailure.UnknownCredential, ServerLines = server };
        failure = HawkServer.VerifyMac(in header, in target, credential, now);
        if (failure is HawkFailure.None)
            failure = HawkServer.VerifyFreshness(in header, now, skew);
        return new HawkExplanation { Failure = failure, ServerLines = server };
    }
}
