namespace KintoHawk.Server.Errors;

/// <summary>One thing wrong with a request (kinto-api §20).</summary>
/// <param name="Location"><c>body</c>, <c>querystring</c>, <c>header</c>, <c>path</c> or <c>method</c>.</param>
/// <param name="Name">The member, parameter or header; null when the location as a whole is meant.</param>
/// <param name="Description">What is wrong with it, for people.</param>
sealed record ValidationError(string Location, string? Name, string Description)
{
    /// <summary>A number of its own besides the one of the answer; null for none.</summary>
    public int? Errno { get; init; }

    /// <summary>The error as one sentence, the way the protocol composes it.</summary>
    public string Message =>
        Name is null ? $"{Location}: {Description}"
        : Description.Contains(Name, StringComparison.Ordinal) ? Description
        : $"{Name} in {Location}: {Description}";
}
