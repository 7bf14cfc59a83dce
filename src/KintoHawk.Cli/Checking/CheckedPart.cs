namespace KintoHawk.Cli.Checking;

/// <summary>Something that a server needs, and whether it can be had.</summary>
/// <param name="Name"><c>storage</c>, <c>permission</c>, <c>storage_read</c>, <c>cache</c>, <c>listener</c> or <c>openid NAME</c>.</param>
/// <param name="Description">What it is, for people; nothing secret.</param>
/// <param name="Failure">Why it cannot be had; null when it can.</param>
sealed record CheckedPart(string Name, string Description, string? Failure);
