using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A file of vectors: an object whose member <c>vectors</c> is a list, as long as its member <c>count</c> says.</summary>
/// <param name="Name">The name without folder and extension.</param>
/// <param name="Vectors">The vectors in their order.</param>
sealed record VectorFile(string Name, IReadOnlyList<Vector> Vectors)
{
    public static bool TryRead(string path, [NotNullWhen(true)] out VectorFile? file, [NotNullWhen(false)] out string? refusal)
    {
        (file, refusal) = (null, null);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            var vectors = root.GetProperty("vectors").EnumerateArray().Select(static element => new Vector(element.Clone())).ToList();
            if (vectors.Count == 0)
                refusal = $"{path} has no vectors.";
            else if (!root.TryGetProperty("count", out var count) || count.GetInt32() != vectors.Count)
                refusal = $"{path} has {vectors.Count} vectors, and its member 'count' says otherwise.";
            else
                file = new VectorFile(Path.GetFileNameWithoutExtension(path), vectors);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            refusal = $"{path} cannot be read: {failure.Message}";
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            refusal = $"{path} is not a file of vectors: {failure.Message}";
        }

        return file is not null;
    }
}
