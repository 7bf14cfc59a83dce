namespace KintoHawk.Server.Settings;

/// <summary>The file the settings came from, as shown by the hello view.</summary>
/// <param name="Path">The path as it was given.</param>
/// <param name="Sha256">SHA-256 of the file's bytes, lower-case hex.</param>
/// <param name="LastModified">When the file was last written.</param>
public sealed record ConfigurationFile(string Path, string Sha256, DateTimeOffset LastModified);
