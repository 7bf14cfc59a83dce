using System.Globalization;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Resources;

/// <summary><c>If-Match</c> and <c>If-None-Match</c> of a request (kinto-api §9).</summary>
readonly record struct Preconditions
{
    const string Malformed = "The value should be integer between double quotes.";

    /// <summary><c>If-Match: "ts"</c></summary>
    public long? IfMatch { get; private init; }

    /// <summary><c>If-Match: *</c></summary>
    public bool IfMatchAny { get; private init; }

    /// <summary><c>If-None-Match: "ts"</c>; only reads look at it.</summary>
    public long? IfNoneMatch { get; private init; }

    /// <summary><c>If-None-Match: *</c></summary>
    public bool IfNoneMatchAny { get; private init; }

    public bool HasIfMatch => IfMatch is not null || IfMatchAny;

    public static Preconditions Parse(ApiRequest request, List<ValidationError> errors)
    {
        var (match, matchAny) = Parse(request, HeaderNames.IfMatch, errors);
        var (noneMatch, noneMatchAny) = Parse(request, HeaderNames.IfNoneMatch, errors);
        return new Preconditions { IfMatch = match, IfMatchAny = matchAny, IfNoneMatch = noneMatch, IfNoneMatchAny = noneMatchAny };
    }

    /// <summary>True when the write (or conditional read) must not go on.</summary>
    /// <param name="version">The revision of the target; null when it does not exist.</param>
    public bool Fail(long? version) =>
        version is null ? HasIfMatch : IfNoneMatchAny || (IfMatch is { } expected && expected != version);

    /// <summary>304 when the client already has this revision, else null.</summary>
    public ApiResponse? NotModified(long timestamp) =>
        IfNoneMatch == timestamp ? new ApiResponse(StatusCodes.Status304NotModified).WithTimestamp(timestamp) : null;

    static (long? Version, bool Any) Parse(ApiRequest request, string name, List<ValidationError> errors)
    {
        if (request.Header(name) is not { } value)
            return default;
        if (value == "*")
            return (null, true);
        if (value is ['"', .. var digits, '"'] && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version) && digits[0] != '+')
            return (version, false);
        errors.Add(new ValidationError("header", name, Malformed));
        return default;
    }
}
