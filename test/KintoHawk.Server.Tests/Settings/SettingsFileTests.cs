using System.Security.Cryptography;
using System.Text;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Settings;

public sealed class SettingsFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("kintohawk-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_knows_its_place_its_digest_and_its_age()
    {
        const string text = "[app:main]\nkinto.storage_backend = sqlite\nkinto.storage_url = sqlite:///%(here)s/objects.db\n[server:main]\nport = %(http_port)s\n";
        var path = Path.Combine(_folder, "kinto.ini");
        var written = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, written);

        var result = SettingsReader.ReadFile(path, Reading.Environment(), httpPort: 9999);

        Assert.Empty(result.Errors);
        Assert.Equal(new ConfigurationFile(path, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), new DateTimeOffset(written)), result.Options!.ConfigurationFile);
        Assert.Equal(Path.Combine(_folder, "objects.db"), result.Options.StorageUrl);
        Assert.Equal(BackendKind.Sqlite, result.Options.PermissionBackend);
        Assert.Equal(9999, result.Options.ListenPort);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_error()
    {
        var missing = Path.Combine(_folder, "missing.ini");

        Assert.StartsWith($"The settings file '{missing}' cannot be read: ", Assert.Single(SettingsReader.ReadFile(missing, Reading.Environment()).Errors).ToString(), StringComparison.Ordinal);
        Assert.Single(SettingsReader.ReadFile(_folder, Reading.Environment()).Errors);
    }
}
