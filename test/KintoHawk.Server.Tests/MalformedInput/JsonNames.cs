using System.Text.Json.Serialization;

namespace KintoHawk.Server.Tests.MalformedInput;

/// <summary>Writes names of members.</summary>
[JsonSerializable(typeof(string))]
sealed partial class JsonNames : JsonSerializerContext;
