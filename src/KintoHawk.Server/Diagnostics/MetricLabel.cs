namespace KintoHawk.Server.Diagnostics;

/// <summary>A name and a value by which measurements of one metric are told apart.</summary>
readonly record struct MetricLabel(string Name, string Value);
