namespace KintoHawk.Load;

/// <summary>A folder that goes away with everything in it.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kintohawk-load-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
