namespace Hawk.Diagnostics;

/// <summary>What languages write when a value is missing.</summary>
static class Words
{
    internal static readonly string[] OfMissingValues = ["undefined", "null", "None"];
}
