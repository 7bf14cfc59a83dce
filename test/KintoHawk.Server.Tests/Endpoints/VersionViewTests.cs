using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Endpoints;

public sealed class VersionViewTests
{
    [Fact]
    public async Task A_version_file_that_comes_later_is_found_and_then_kept()
    {
        var folder = Directory.CreateTempSubdirectory("kintohawk-version-");
        try
        {
            var path = Path.Combine(folder.FullName, "version.json");
            await using var server = new DispatchedServer(new MemoryStorage(TimeProvider.System), new KintoHawkOptions { VersionJsonPath = path });

            Assert.Equal(404, (await server.SendAsync("GET", "/v1/__version__")).Status);
            await File.WriteAllTextAsync(path, """{ "version": "1" }""", TestContext.Current.CancellationToken);
            Assert.Equal((200, """{"version":"1"}"""), await server.SendAsync("GET", "/v1/__version__"));
            File.Delete(path);
            Assert.Equal((200, """{"version":"1"}"""), await server.SendAsync("GET", "/v1/__version__"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_version_file_that_is_no_JSON_is_not_shown()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "version 1", TestContext.Current.CancellationToken);
            await using var server = new DispatchedServer(new MemoryStorage(TimeProvider.System), new KintoHawkOptions { VersionJsonPath = path });

            Assert.Equal(404, (await server.SendAsync("GET", "/v1/__version__")).Status);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
