using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A URL whose host, port and resource are to be signed: <c>client-url</c>.</summary>
static class ClientUrl
{
    public static string? Disagreement(Vector vector)
    {
        var target = TargetOf(vector);
        return DifferentHost(vector, in target) ?? DifferentRest(vector, in target);
    }

    public static HawkTarget TargetOf(Vector vector) => HawkTarget.FromUri("GET", new Uri(Vector.Text(vector.Input, "url")!));

    public static string? DifferentRest(Vector vector, in HawkTarget target) =>
        Vector.Differs("port", Vector.Text(vector.Expected, "port"), $"{target.Port}")
        ?? Vector.Differs("resource", Vector.Text(vector.Expected, "resource"), target.Resource.ToString());

    /// <summary>The host is brought to lower case when it is signed, not when it is read.</summary>
    public static string? DifferentHost(Vector vector, in HawkTarget target) =>
        Vector.Differs("host", Vector.Text(vector.Expected, "host"), target.Host.ToString().ToLowerInvariant())
        ?? Vector.Differs("port", Vector.Text(vector.Expected, "port"), $"{target.Port}");
}
