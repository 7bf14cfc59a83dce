using System.Globalization;

namespace Hawk.Tests.Properties;

/// <summary>
/// What is signed verifies, and with one character of any signed part changed, inserted or deleted it does not. What is not refused although it
/// is another text is named where it is let through: those are all the exceptions there are.
/// </summary>
public class RequestProperties
{
    static readonly string[] Names = ["id", "ts", "nonce", "hash", "ext", "mac", "app", "dlg"];

    [Fact]
    public void What_is_signed_parses_and_verifies() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        var target = request.Target();

        Assert.Equal(HawkFailure.None, HawkHeader.Parse(request.Sign(credential).Value, out var header));

        Assert.Equal(HawkFailure.None, HawkServer.VerifyMac(in header, in target, credential, Sample.Now));
        Assert.True(header.Id.SequenceEqual(request.Id) && header.Nonce.SequenceEqual(request.Nonce) && header.TimestampSeconds == request.Timestamp);
        Assert.True(header.Ext.SequenceEqual(request.Ext) && header.App.SequenceEqual(request.App));
        Assert.True(header.Dlg.SequenceEqual(request.App is null ? null : request.Dlg)); // not sent without app
        Assert.Equal(request.Body is not null, header.HasHash);
        Assert.Equal(HawkFailure.None, HawkServer.VerifyFreshness(in header, DateTimeOffset.FromUnixTimeSeconds(request.Timestamp), TimeSpan.Zero));
        if (request.Body is not null)
            Assert.Equal(HawkFailure.None, HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("application/json", request.Body)));
    });

    [Fact]
    public void An_edited_attribute_is_refused() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        var target = request.Target();
        var value = request.Sign(credential).Value;
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(value, out var header));
        foreach (var name in Names)
        {
            var part = Attribute(in header, name);
            if (part.IsEmpty)
                continue;
            Assert.True(value.AsSpan().Overlaps(part, out var start));
            var edited = TextEdit.ApplyWithin(random, value, start, part.Length);
            Assert.True(IsRefused(edited, in target, credential), $"{name}: {edited} of {value}");
        }
    });

    [Fact]
    public void A_header_in_the_usual_form_and_in_another_say_the_same()
    {
        var (parsed, refused) = (0, 0);
        Cases.Run(random =>
        {
            // Of every length around those that are read at once; whole, or with one or two edits.
            var request = RandomRequest.Next(random);
            using var credential = request.Credential();
            var options = new HawkSignOptions { Ext = random.OneIn(2) ? new string('e', 1 + random.Below(520)) : null };
            var value = HawkClient.Authorize(credential, request.Target(), Sample.Now, options: options).Value;
            for (var edits = random.Below(3); edits > 0; edits--)
                value = TextEdit.Apply(random, value);
            if (!value.StartsWith("Hawk ", StringComparison.Ordinal))
                return;
            var other = value.Insert("Hawk".Length, " "); // a second blank, which nobody writes

            var failure = HawkHeader.Parse(value, out var header, out var message);

            Assert.Equal(failure, HawkHeader.Parse(other, out var same, out var sameMessage));
            Assert.Equal(message, sameMessage);
            Assert.Equal(failure, HawkHeader.Parse(value, out _));
            foreach (var name in Names)
                Assert.True(Attribute(in header, name).SequenceEqual(Attribute(in same, name)), $"{name} of {value}");
            Assert.Equal(header.TimestampSeconds, same.TimestampSeconds);
            _ = failure is HawkFailure.None ? parsed++ : refused++;
        });
        Assert.True(parsed > 10_000 && refused > 10_000, $"{parsed} parsed, {refused} refused");
    }

    [Fact]
    public void An_edited_header_is_refused_or_says_the_same() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        var target = request.Target();
        var value = request.Sign(credential).Value;
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(value, out var header));

        var edited = TextEdit.Apply(random, value);

        // The exceptions: blanks around commas, a comma at the end, and the case of the scheme are not part of any attribute.
        if (!IsRefused(edited, in target, credential))
        {
            Assert.Equal(HawkFailure.None, HawkHeader.Parse(edited, out var same));
            foreach (var name in Names)
                Assert.True(Attribute(in header, name).SequenceEqual(Attribute(in same, name)), $"{name}: {edited} of {value}");
        }
    });

    [Fact]
    public void An_edited_method_is_refused() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(request.Sign(credential).Value, out var header));

        var method = TextEdit.Apply(random, request.Method);

        // The exception: the method is signed in upper case.
        var passes = HawkTarget.TryCreate(method, request.Resource, request.Host, request.Port, out var target) && Passes(in header, in target, credential);
        Assert.True(passes == method.Equals(request.Method, StringComparison.OrdinalIgnoreCase), $"{method} for {request.Method}");
    });

    [Fact]
    public void An_edited_resource_is_refused() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(request.Sign(credential).Value, out var header));

        var resource = TextEdit.Apply(random, request.Resource);

        var passes = HawkTarget.TryCreate(request.Method, resource, request.Host, request.Port, out var target) && Passes(in header, in target, credential);
        Assert.False(passes, $"{resource} for {request.Resource}");
    });

    [Fact]
    public void An_edited_host_is_refused() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(request.Sign(credential).Value, out var header));

        var host = TextEdit.Apply(random, request.Host);

        // The exception: another spelling of the same host, where it is accepted at all.
        var passes = HawkTarget.TryCreate(request.Method, request.Resource, host, request.Port, out var target) && Passes(in header, in target, credential);
        Assert.True(!passes || HostSpelling.AreSame(host, request.Host), $"{host} for {request.Host}");
    });

    [Fact]
    public void A_host_in_another_case_or_an_address_without_brackets_is_the_same_host() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(request.Sign(credential).Value, out var header));
        foreach (var host in (string[])[request.Host.ToUpperInvariant(), request.Host.ToLowerInvariant(), request.Host.Trim('[', ']')])
        {
            Assert.True(HawkTarget.TryCreate(request.Method, request.Resource, host, request.Port, out var target));
            Assert.True(Passes(in header, in target, credential), $"{host} for {request.Host}");
        }
    });

    [Fact]
    public void An_edited_host_field_is_refused() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(request.Sign(credential).Value, out var header));
        var field = $"{request.Host}:{request.Port}";

        var edited = TextEdit.Apply(random, field);

        // The exceptions: another spelling of the same host, leading zeros of the port, and no digits at all when the port is the one that is absent then.
        var passes = HawkTarget.TryFromHostField(request.Method, request.Resource, edited, isTls: false, out var target) && Passes(in header, in target, credential);
        if (!passes)
            return;
        var colon = edited.EndsWith(']') ? -1 : edited.LastIndexOf(':');
        var digits = colon < 0 ? "" : edited[(colon + 1)..];
        var port = digits.Length is 0 ? 80 : int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        Assert.True(port == request.Port && HostSpelling.AreSame(colon < 0 ? edited : edited[..colon], request.Host), $"{edited} for {field}");
    });

    [Fact]
    public void Another_port_is_refused() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(request.Sign(credential).Value, out var header));

        var port = (request.Port + 1 + random.Below(65535)) % 65536;

        Assert.True(HawkTarget.TryCreate(request.Method, request.Resource, request.Host, port, out var target));
        Assert.False(Passes(in header, in target, credential), $"{port} for {request.Port}");
    });

    /// <summary>Refused by the parser, or because no credential is found by the id, or because the MAC is wrong.</summary>
    static bool IsRefused(string value, in HawkTarget target, HawkCredential credential)
    {
        if (HawkHeader.Parse(value, out var header) is not HawkFailure.None)
            return true;
        return !header.Id.SequenceEqual(credential.Id) || !Passes(in header, in target, credential);
    }

    static bool Passes(in HawkHeader header, in HawkTarget target, HawkCredential credential) =>
        HawkServer.VerifyMac(in header, in target, credential, Sample.Now) is HawkFailure.None;

    static ReadOnlySpan<char> Attribute(in HawkHeader header, string name) => name switch
    {
        "id" => header.Id,
        "ts" => header.Timestamp,
        "nonce" => header.Nonce,
        "hash" => header.Hash,
        "ext" => header.Ext,
        "mac" => header.Mac,
        "app" => header.App,
        _ => header.Dlg,
    };
}
