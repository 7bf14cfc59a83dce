using System.Reflection;

namespace KintoHawk.Server;

/// <summary>What this program is.</summary>
public static class Product
{
    /// <summary>The version of the server, for example <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Where the source of this program is published; null when the build does not say.</summary>
    public static string? RepositoryUrl { get; } =
        typeof(Product).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(static metadata => metadata.Key == "RepositoryUrl")?.Value;
}
