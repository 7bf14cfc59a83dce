using System.Reflection;

namespace KintoHawk.Server;

/// <summary>What this program is.</summary>
public static class Product
{
    /// <summary>The version of the server, for example <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
