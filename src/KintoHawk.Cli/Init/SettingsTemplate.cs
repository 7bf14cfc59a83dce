using System.Security.Cryptography;
using KintoHawk.Server;

namespace KintoHawk.Cli.Init;

/// <summary>The settings file that <c>init</c> writes.</summary>
static class SettingsTemplate
{
    const int SecretBytes = 32;

    const string PostgreSqlUrl = "postgresql://postgres:postgres@localhost/postgres";

    /// <summary>The text for these backends, with two new secrets.</summary>
    public static string Fill(string storage, string cache, string host) => Read()
        .Replace("{{version}}", Product.Version, StringComparison.Ordinal)
        .Replace("{{host}}", host, StringComparison.Ordinal)
        .Replace("{{storage_backend}}", NameOf("storage", storage), StringComparison.Ordinal)
        .Replace("{{permission_backend}}", NameOf("permission", storage), StringComparison.Ordinal)
        .Replace("{{storage_url}}", AddressOf("storage", storage), StringComparison.Ordinal)
        .Replace("{{cache_backend}}", NameOf("cache", cache), StringComparison.Ordinal)
        .Replace("{{cache_url}}", AddressOf("cache", cache), StringComparison.Ordinal)
        .Replace("{{cache_hosts}}", cache == "memcached" ? "kinto.cache_hosts = 127.0.0.1:11211" : "# kinto.cache_hosts =", StringComparison.Ordinal)
        .Replace("{{userid_secret}}", NewSecret(), StringComparison.Ordinal)
        .Replace("{{bucket_secret}}", NewSecret(), StringComparison.Ordinal);

    /// <summary>The names of the reference, so that the file means the same there; SQLite is ours alone.</summary>
    static string NameOf(string role, string backend) => backend == "sqlite" ? backend : $"kinto.core.{role}.{backend}";

    static string AddressOf(string role, string backend) => backend switch
    {
        "sqlite" => $"%(here)s/{role}.sqlite",
        "postgresql" => PostgreSqlUrl,
        "redis" => "redis://127.0.0.1/0",
        _ => "",
    };

    static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    static string Read()
    {
        using var stream = typeof(SettingsTemplate).Assembly.GetManifestResourceStream("KintoHawk.Cli.Init.kinto.ini.template")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
