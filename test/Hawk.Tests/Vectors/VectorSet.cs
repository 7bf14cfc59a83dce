using System.Text.Json;

namespace Hawk.Tests.Vectors;

/// <summary>
/// The vectors of one file: those of the repository always, and the larger set beside it, or named by HAWK_VECTORS, when there is one.
/// </summary>
public static class VectorSet
{
    public static IReadOnlyList<Vector> Load(string file, params string[] kinds)
    {
        var vectors = new Dictionary<string, Vector>(StringComparer.Ordinal);
        foreach (var directory in Directories())
        {
            var path = Path.Combine(directory, file + ".json");
            if (!File.Exists(path))
                continue;
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var element in document.RootElement.GetProperty("vectors").EnumerateArray())
            {
                var vector = new Vector(element.Clone());
                if (kinds.Contains(vector.Kind, StringComparer.Ordinal))
                    vectors.TryAdd(vector.Id, vector);
            }
        }

        return [.. vectors.Values];
    }

    /// <summary>
    /// Runs every vector and fails with the ids of those that disagree. <paramref name="deviations"/> are the ids where a "Harden" or "Do" rule
    /// of the protocol makes us differ on purpose, with the section: they must disagree, so that the list cannot grow stale.
    /// </summary>
    public static void Check(
        IReadOnlyList<Vector> vectors, int minimum, Func<Vector, string?> disagreement, IReadOnlyDictionary<string, string>? deviations = null)
    {
        Assert.True(vectors.Count >= minimum, $"Only {vectors.Count} vectors were found, {minimum} are in the repository.");
        var failures = new List<string>();
        foreach (var vector in vectors)
        {
            var text = Run(vector, disagreement);
            var isDeviation = deviations?.ContainsKey(vector.Id) ?? false;
            if (text is not null && !isDeviation)
                failures.Add($"{vector.Id} ({vector.Tag}): {text}");
            if (text is null && isDeviation)
                failures.Add($"{vector.Id} ({vector.Tag}): agrees although it is listed as a deviation");
        }

        Assert.True(failures.Count is 0, $"{failures.Count} of {vectors.Count} vectors fail:\n{string.Join('\n', failures)}");
    }

    /// <summary>Compares one member with the expected one; null when equal.</summary>
    public static string? Differs(string what, string? expected, string? actual) =>
        string.Equals(expected, actual, StringComparison.Ordinal) ? null : $"{what} should be <{expected}> but is <{actual}>";

    static string? Run(Vector vector, Func<Vector, string?> disagreement)
    {
        try
        {
            return disagreement(vector);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    static IEnumerable<string> Directories()
    {
        yield return Path.Combine(AppContext.BaseDirectory, "vectors");
        if (Environment.GetEnvironmentVariable("HAWK_VECTORS") is { Length: > 0 } named)
        {
            yield return named;
            yield break;
        }

        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "KintoHawk.slnx")))
                yield return Path.Combine(directory.FullName, "..", "shared", "vectors");
        }
    }
}
