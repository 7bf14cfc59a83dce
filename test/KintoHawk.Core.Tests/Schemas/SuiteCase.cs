using System.Text.Json;

namespace KintoHawk.Core.Tests.Schemas;

/// <summary>One case of the public JSON-Schema-Test-Suite, or of our own in the same form.</summary>
sealed record SuiteCase(string Name, JsonElement Schema, JsonElement Data, bool Valid);
