using KintoHawk.Core.Objects;
using KintoHawk.Server.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace KintoHawk.Server.Errors;

/// <summary>Every status and errno that the API answers with (kinto-api §20). Nothing else writes an error body.</summary>
sealed record ApiError(int Status, int Errno)
{
    public string? Error { get; init; }

    public string? Message { get; init; }

    public string? Info { get; init; }

    /// <summary>Writes the value of <c>details</c>; null for none.</summary>
    public Action<WireWriter>? Details { get; init; }

    /// <summary>Headers that belong to the error.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public static ApiError Unauthenticated(IEnumerable<string> challenges) => new(StatusCodes.Status401Unauthorized, 104)
    {
        Message = "Please authenticate yourself to use this endpoint.",
        Headers = [.. challenges.Select(static challenge => KeyValuePair.Create(HeaderNames.WwwAuthenticate, challenge))],
    };

    /// <summary>The accounts list is the one 401 without errno and challenge.</summary>
    public static ApiError CannotReadAccounts { get; } = new(StatusCodes.Status401Unauthorized, 999) { Error = "Cannot read accounts." };

    public static ApiError Forbidden { get; } = new(StatusCodes.Status403Forbidden, 121) { Message = "This user cannot access this resource." };

    public static ApiError OnlyAccountsGetSessions { get; } = new(StatusCodes.Status403Forbidden, 121)
    {
        Message = "Only accounts can open Hawk sessions: authenticate with an account's name and password, or with a Hawk session.",
    };

    public static ApiError NoSessionsInBatch { get; } = Invalid(new ValidationError("method", null, "Sessions cannot be opened in a batch."));

    public static ApiError NoLoginsInBatch { get; } = Invalid(new ValidationError("method", null, "Logins with OpenID Connect cannot be made in a batch."));

    public static ApiError UnknownRoute { get; } = new(StatusCodes.Status404NotFound, 111) { Message = "The resource you are looking for could not be found." };

    public static ApiError UnknownVersion { get; } = new(StatusCodes.Status404NotFound, 116)
    {
        Message = "The requested API version is not available on this server.",
    };

    public static ApiError UnknownSession { get; } = new(StatusCodes.Status404NotFound, 110) { Message = "There is no such session." };

    public static ApiError NoVersionFile { get; } = new(StatusCodes.Status404NotFound, 111) { Message = "There is no version file." };

    public static ApiError NoObject(ObjectPath path) => NotFound(110, path.Id, path.Resource);

    public static ApiError NoParent(ObjectPath parent) => NotFound(111, parent.Id, parent.Resource);

    public static ApiError MethodNotAllowed(string? allow = null) => new(StatusCodes.Status405MethodNotAllowed, 115)
    {
        Message = "Method not allowed on this endpoint.",
        Headers = allow is null ? [] : [KeyValuePair.Create(HeaderNames.Allow, allow)],
    };

    public static ApiError NotAcceptable { get; } = Invalid(
        StatusCodes.Status406NotAcceptable, [new("header", "Accept", "Accept header should be one of ['application/json']")]);

    public static ApiError UnsupportedMediaType(string accepted) => Invalid(
        StatusCodes.Status415UnsupportedMediaType, [new("header", "Content-Type", $"Content-Type header should be one of [{accepted}]")]);

    public static ApiError BadUrl(string message) => new(StatusCodes.Status400BadRequest, 107) { Message = message };

    public static ApiError TooManyParameters(int most) => Invalid(new ValidationError("querystring", null, $"There are more than {most} parameters"));

    public static ApiError Modified(ReadOnlyMemory<byte>? existing, IReadOnlyList<KeyValuePair<string, string>> headers) =>
        new(StatusCodes.Status412PreconditionFailed, 114)
        {
            Message = "Resource was modified meanwhile",
            Details = existing is { } json ? writer => writer.StartObject().Name("existing").Raw(json.Span).EndObject() : null,
            Headers = headers,
        };

    public static ApiError Collision(int retryAfterSeconds) => new(StatusCodes.Status409Conflict, 122)
    {
        Message = "Integrity constraint violated, please retry.",
        Headers = [KeyValuePair.Create(HeaderNames.RetryAfter, retryAfterSeconds.ToString())],
    };

    public static ApiError TooLarge(long limit) => new(StatusCodes.Status413PayloadTooLarge, 113) { Message = $"The request body is limited to {limit} bytes." };

    public static ApiError TooSlow { get; } = new(StatusCodes.Status408RequestTimeout, 999) { Message = "The request body arrived too slowly." };

    public static ApiError Unavailable(int retryAfterSeconds) => new(StatusCodes.Status503ServiceUnavailable, 201)
    {
        Message = "Service temporary unavailable due to overloading or maintenance, please retry later.",
        Headers = [KeyValuePair.Create(HeaderNames.RetryAfter, retryAfterSeconds.ToString())],
    };

    public static ApiError Gone { get; } = new(StatusCodes.Status410Gone, 202)
    {
        Message = "The service you are trying to connect no longer exists at this location.",
    };

    public static ApiError Unexpected(string infoLink) => new(StatusCodes.Status500InternalServerError, 999)
    {
        Message = "A programmatic error occurred, developers have been informed.",
        Info = infoLink,
    };

    public static ApiError Invalid(params IEnumerable<ValidationError> errors) => Invalid(StatusCodes.Status400BadRequest, errors);

    /// <summary>What the storage cannot hold or look for: the body of a write, the conditions of a list, else the path.</summary>
    public static ApiError Unstorable(string method, string query, string reason) => Invalid(new ValidationError(
        method is "POST" or "PUT" or "PATCH" ? "body" : query.Length > 0 ? "querystring" : "path", null, reason));

    public static ApiError InvalidObjectId { get; } = Invalid(new ValidationError("path", null, "Invalid object id"));

    /// <summary>An id in the path that stands for an object to be made on the way.</summary>
    public static ApiError InvalidIdOf(Resource resource) => Invalid(new ValidationError("path", null, $"Invalid {resource.Name} id"));

    public ApiResponse ToResponse()
    {
        var response = new ApiResponse(Status, output =>
        {
            var writer = new WireWriter(output).StartObject()
                .Name("code").Number(Status)
                .Name("errno").Number(Errno)
                .Name("error").String(Error ?? ReasonPhrases.GetReasonPhrase(Status));
            if (Message is not null)
                writer.Name("message").String(Message);
            if (Info is not null)
                writer.Name("info").String(Info);
            if (Details is not null)
            {
                writer.Name("details");
                Details(writer);
            }

            writer.EndObject();
        })
        {
            Errno = Errno,
        };
        foreach (var (name, value) in Headers)
            response.Headers.Add(new(name, value));
        return response;
    }

    public static implicit operator ApiResponse(ApiError error) => error.ToResponse();

    public static implicit operator ValueTask<ApiResponse>(ApiError error) => new(error.ToResponse());

    static ApiError Invalid(int status, IEnumerable<ValidationError> errors)
    {
        var sorted = errors.OrderBy(static e => e.Name ?? "None", StringComparer.Ordinal).ToArray();
        return new ApiError(status, 107)
        {
            Error = "Invalid parameters",
            Message = sorted[0].Message,
            Details = writer =>
            {
                writer.StartArray();
                foreach (var error in sorted)
                {
                    writer.StartObject()
                        .Name("location").String(error.Location)
                        .Name("name").String(error.Name)
                        .Name("description").String(error.Description);
                    if (error.Errno is { } errno)
                        writer.Name("errno").Number(errno);
                    writer.EndObject();
                }

                writer.EndArray();
            },
        };
    }

    static ApiError NotFound(int errno, string id, Resource resource) => new(StatusCodes.Status404NotFound, errno)
    {
        Details = writer => writer.StartObject().Name("id").String(id).Name("resource_name").String(resource.Name).EndObject(),
    };
}
