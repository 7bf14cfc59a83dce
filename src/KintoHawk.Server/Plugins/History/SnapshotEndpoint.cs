using System.Globalization;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Plugins.History;

/// <summary><c>GET /buckets/{b}/snapshot/collections/{c}@{timestamp}</c>: the records of a collection as they were (kinto-plugins §3).</summary>
sealed class SnapshotEndpoint(Access access, KintoHawkOptions options)
{
    public ApiRoute Route => new()
    {
        Name = "history_snapshot",
        Pattern = "/buckets/{b}/snapshot/collections/{at}",
        Handlers = [new("GET", GetAsync), new("HEAD", GetAsync)],
    };

    async ValueTask<ApiResponse> GetAsync(ApiRequest request)
    {
        var at = request.RouteValues[1].LastIndexOf('@');
        if (at <= 0 || at == request.RouteValues[1].Length - 1)
            return ApiError.UnknownRoute;
        var text = request.RouteValues[1][(at + 1)..];
        if (!TryReadTimestamp(text, out var timestamp))
            return ApiError.Invalid(new ValidationError("path", "timestamp", $"Invalid timestamp '{ObjectBody.Shown(text)}'"));
        var collection = ObjectPath.Bucket(request.RouteValues[0]).Child(Resource.Collection, request.RouteValues[1][..at]);
        if (collection.HasInvalidId())
            return ApiError.InvalidObjectId;

        // Entries only: what settings grant does not count here.
        var view = await request.ReadStorage.ReadAsync(collection, request.Caller, request.Cancelled);
        if (((view.Grants.Bucket | view.Grants.Child) & (Permission.Read | Permission.Write)) is Permission.None)
            return access.Refusal(request, Question.Read);
        var snapshot = new CollectionSnapshot(collection, timestamp, options.StorageMaxFetchSize);
        if (view.Object is not null)
            await snapshot.ReadAsync(request.ReadStorage, request.Caller, request.Cancelled);
        return new ApiResponse(StatusCodes.Status200OK, output =>
        {
            var json = new WireWriter(output).StartObject().Name("data").StartArray();
            foreach (var record in snapshot.NewestFirst())
                json.Raw(record);
            json.EndArray().EndObject();
        });
    }

    /// <summary>Digits; more of them than a timestamp can have mean the end of time.</summary>
    static bool TryReadTimestamp(string text, out long timestamp)
    {
        timestamp = long.MaxValue;
        if (text.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read))
            timestamp = read;
        return true;
    }
}
