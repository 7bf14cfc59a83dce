namespace Hawk.Wire;

/// <summary>Where in the header text a value stands. Headers have at most 4096 characters, values at least one: length 0 means absent.</summary>
readonly record struct AttributeSlot(ushort Start, ushort Length);
