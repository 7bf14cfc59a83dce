namespace KintoHawk.Core.Querying;

/// <summary>What is wrong with a request, as the <c>details</c> of an error answer show it (protocol §20).</summary>
/// <param name="Location">The part of the request, for example <c>querystring</c>.</param>
/// <param name="Name">The parameter; null when no single one is meant.</param>
/// <param name="Description">A wire message.</param>
public sealed record QueryError(string Location, string? Name, string Description);
