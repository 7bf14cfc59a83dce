using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Logging;

/// <summary>The id that joins everything that is logged about one request: what <c>X-Request-Id</c> says, else a new one. A log scope.</summary>
sealed record RequestId(string Value)
{
    public const string Header = "X-Request-Id";

    /// <summary>Longer ids are cut: they would be in every line.</summary>
    const int MaxLength = 200;

    public static RequestId Of(HttpRequest request) => request.Headers[Header].ToString() switch
    {
        { Length: 0 } => new(Guid.NewGuid().ToString()),
        { Length: > MaxLength } given => new(given[..MaxLength]),
        var given => new(given),
    };

    public override string ToString() => $"rid={Value}";
}
