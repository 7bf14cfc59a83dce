namespace Hawk.Fuzz;

/// <summary>An input that led to an exception, a result that must not be, too much memory or too much time.</summary>
sealed record FuzzFinding(string Target, string Input, string Problem);
