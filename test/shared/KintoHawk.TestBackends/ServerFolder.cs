namespace KintoHawk.TestBackends;

/// <summary>Folders that belong to the account of the servers.</summary>
static class ServerFolder
{
    /// <summary>A new temporary folder of a server.</summary>
    public static async Task<string> CreateAsync(string server)
    {
        var folder = Directory.CreateTempSubdirectory($"kintohawk-{server}-").FullName;
        if (ServerAccount.Current is { } account)
            await Command.RunAsync("chown", [$"{account.UserId}:{account.GroupId}", folder]).ConfigureAwait(false);
        return folder;
    }
}
