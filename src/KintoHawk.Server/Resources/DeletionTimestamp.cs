using System.Globalization;
using KintoHawk.Core.Querying;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Resources;

/// <summary><c>?last_modified=</c> of a DELETE: the timestamp the client wants for the tombstone (kinto-api §6).</summary>
static class DeletionTimestamp
{
    public static long? Parse(ApiRequest request, List<ValidationError> errors)
    {
        if (!QueryString.TryParse(request.Query, out var parameters, out var notText))
        {
            errors.Add(new ValidationError("querystring", null, notText));
            return null;
        }

        foreach (var (name, value) in parameters)
        {
            if (name != "last_modified" || value.Length == 0)
                continue;
            var digits = value is ['"', .. var quoted, '"'] ? quoted : value;
            if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var timestamp) && timestamp is >= -ObjectBody.MaxTimestamp and <= ObjectBody.MaxTimestamp)
                return timestamp;
            errors.Add(new ValidationError("querystring", "last_modified", "Invalid value for last_modified"));
        }

        return null;
    }
}
