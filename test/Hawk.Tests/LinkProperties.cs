using System.Buffers.Text;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Hawk.Tests;

public class LinkProperties
{
    static readonly Config Signing = Config.QuickThrowOnFailure.WithMaxTest(5_000).WithQuietOnSuccess(true);
    static readonly Config Parsing = Config.QuickThrowOnFailure.WithMaxTest(100_000).WithQuietOnSuccess(true);

    static readonly TimeSpan Life = TimeSpan.FromDays(1);

    [Fact]
    public void A_signed_link_opens_what_it_was_signed_for_wherever_the_parameter_stands() =>
        Prop.ForAll(SignedRequest.Arbitrary(), RoundTrips).Check(Signing);

    [Fact]
    public void A_signed_url_opens_after_it_was_written_down_and_read_again() => Prop.ForAll(SignedRequest.Arbitrary(), UrlRoundTrips).Check(Signing);

    [Fact]
    public void Changing_one_character_of_a_link_is_refused() =>
        Prop.ForAll(SignedRequest.Arbitrary(), TextChange.Arbitrary(), RefusesChange).Check(Signing);

    [Fact]
    public void No_text_makes_the_link_parser_throw() => Prop.ForAll(HostileTarget(), Parses).Check(Parsing);

    static bool RoundTrips(SignedRequest request)
    {
        using var credential = request.Credential();
        var target = request.Target();
        var bewit = HawkClient.CreateBewit(credential, in target, Expiry(request), request.Ext);
        var question = request.Resource.IndexOf('?', StringComparison.Ordinal);
        var last = $"{request.Resource}{(question < 0 ? '?' : '&')}bewit={bewit}";

        // A bare question mark would be gone, and a lone ampersand at the end is what section 11.1 treats as absent.
        var query = question < 0 ? "" : request.Resource[(question + 1)..];
        var first = query is "" or "&" ? last : $"{request.Resource[..question]}?bewit={bewit}&{query}";
        return Judge(last, request, credential, out var one) is HawkFailure.None
            && Judge(first, request, credential, out var two) is HawkFailure.None
            && one.Resource == request.Resource && two.Resource == request.Resource
            && one.Id.SequenceEqual(request.Id) && one.Ext.SequenceEqual(request.Ext) && one.ExpiresSeconds == request.Timestamp + 1;
    }

    static bool UrlRoundTrips(SignedRequest request)
    {
        using var credential = request.Credential();
        var host = request.Host.Contains(':', StringComparison.Ordinal) ? $"[{request.Host.Trim('[', ']')}]" : request.Host;
        var uri = new Uri($"https://{host}:{request.Port}{request.Resource}#f");
        var now = DateTimeOffset.FromUnixTimeSeconds(request.Timestamp);
        var link = new Uri(HawkClient.SignLink(credential, uri, now, Life, request.Ext).AbsoluteUri);
        var target = HawkTarget.FromUri("HEAD", link);
        return link.Fragment is "#f"
            && HawkBewit.Parse("HEAD", link.PathAndQuery, hasAuthorization: false, out var bewit) is HawkFailure.None
            && bewit.Resource == uri.PathAndQuery
            && HawkServer.VerifyBewit(in bewit, in target, credential, now, Life, out _) is HawkFailure.None
            && HawkServer.VerifyBewit(in bewit, in target, credential, now + Life, Life, out _) is HawkFailure.AccessExpired;
    }

    static bool RefusesChange(SignedRequest request, TextChange change)
    {
        using var credential = request.Credential();
        var target = request.Target();
        var bewit = HawkClient.CreateBewit(credential, in target, Expiry(request), request.Ext);
        var separator = request.Resource.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var link = $"{request.Resource}{separator}bewit={bewit}";
        var changedBewit = $"{request.Resource}{separator}bewit={change.Apply(bewit)}";
        var changedHost = change.Apply(request.Host);
        return Judge(link, request, credential, out var parsed) is HawkFailure.None
            && Judge(change.Apply(link), request, credential, out _) is not HawkFailure.None
            && Judge(changedBewit, request, credential, out _) is not HawkFailure.None
            && Judge(link, request with { Port = (request.Port + 1) % 65536 }, credential, out _) is HawkFailure.BadMac
            && !(HawkTarget.TryCreate("GET", link, changedHost, request.Port, out var other)
                && !other.Host.Trim("[]").Equals(target.Host.Trim("[]"), StringComparison.OrdinalIgnoreCase)
                && HawkServer.VerifyBewit(in parsed, in other, credential, Sample.Now, TimeSpan.MaxValue, out _) is not HawkFailure.BadMac);
    }

    /// <summary>A link that was altered may name another credential, which is as good as refused: the id is what finds the key.</summary>
    static HawkFailure Judge(string rawTarget, SignedRequest request, HawkCredential credential, out HawkBewit bewit)
    {
        var failure = HawkBewit.Parse("GET", rawTarget, hasAuthorization: false, out bewit);
        if (failure is not HawkFailure.None || !bewit.Id.SequenceEqual(request.Id))
            return failure is HawkFailure.None ? HawkFailure.UnknownCredential : failure;
        return HawkTarget.TryCreate("GET", rawTarget, request.Host, request.Port, out var target)
            ? HawkServer.VerifyBewit(in bewit, in target, credential, DateTimeOffset.FromUnixTimeSeconds(request.Timestamp), TimeSpan.MaxValue, out _)
            : HawkFailure.MalformedHeader;
    }

    static bool Parses((string Method, string Target, bool HasAuthorization) request)
    {
        var failure = HawkBewit.Parse(request.Method, request.Target, request.HasAuthorization, out var bewit);
        if (HawkBewit.IsIn(request.Target) == failure is HawkFailure.NotHawk)
            return false;
        if (failure is not HawkFailure.None)
            return bewit.Id.IsEmpty && bewit.Resource.Length is 0 && failure.StatusCode() is 400 or 401 && failure.Message().Length > 0;
        return !request.HasAuthorization && request.Method is "GET" or "HEAD"
            && !bewit.Id.IsEmpty && !bewit.Expires.IsEmpty && !bewit.Mac.IsEmpty && bewit.ExpiresSeconds >= 0
            && bewit.Resource.StartsWith('/') && bewit.Resource.Length < request.Target.Length && !bewit.Resource.AsSpan().ContainsAny('\r', '\n');
    }

    /// <summary>Arbitrary text, pieces of targets and bewits in any order, and bewits around arbitrary parts.</summary>
    static Arbitrary<(string Method, string Target, bool HasAuthorization)> HostileTarget()
    {
        var text = ArbMap.Default.GeneratorFor<string?>().Select(static value => value ?? "");
        var pieces = Gen.Elements(
            "/", "?", "&", "bewit=", "bewit", "BEWIT=", "=", "==", "$", "%", "#", "http://", "*", "\r", "\n", "\0", "é", "\uD83D", "a", "YVwxXG1c", "YVwxXG1cZQ", "_-");
        var spliced = Gen.ListOf(pieces).Select(static parts => string.Concat(parts));
        var part = Gen.OneOf(text, Gen.Elements("", "id", "1353832234", "NaN", "m8r1rHbXN6NgO+KIIhjO7sFRyd78RNGVUwehe8Cp2dU=", "\\", "\"", "\n"));
        var inner =
            from parts in Gen.Choose(0, 6).SelectMany(count => Gen.ArrayOf(part, count))
            from rest in spliced
            select $"/r?bewit={Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('\\', parts)))}{rest}";
        var valid = spliced.Select(static rest => $"/r?bewit={Base64Url.EncodeToString("id\\1\\mac\\e"u8)}&{rest}");
        return Arb.From(
            from method in Gen.Elements("GET", "GET", "GET", "HEAD", "POST", "get", "")
            from target in Gen.OneOf(text, spliced, spliced.Select(static rest => "/r?" + rest), inner, valid)
            from hasAuthorization in Gen.Elements(false, false, false, true)
            select (method, target, hasAuthorization));
    }

    static DateTimeOffset Expiry(SignedRequest request) => DateTimeOffset.FromUnixTimeSeconds(request.Timestamp + 1L);
}
