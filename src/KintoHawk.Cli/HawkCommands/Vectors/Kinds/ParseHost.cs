using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A Host field to read: <c>parse-host</c>.</summary>
static class ParseHost
{
    public static string? Disagreement(Vector vector)
    {
        var accepted = TryRead(vector, out var target);
        if (!accepted || !vector.ExpectsSuccess)
            return accepted == vector.ExpectsSuccess ? null : accepted ? "is accepted" : "is refused";
        return ClientUrl.DifferentHost(vector, in target);
    }

    public static bool TryRead(Vector vector, out HawkTarget target) =>
        HawkTarget.TryFromHostField("GET", "/", Vector.Text(vector.Input, "hostHeader"), vector.Input.GetProperty("tls").GetBoolean(), out target);
}
