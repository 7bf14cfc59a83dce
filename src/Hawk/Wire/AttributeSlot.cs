namespace Hawk.Wire;

/// <summary>Where in the header text a value stands. Headers have at most 4096 characters, values at least one: length 0 means absent.</summary>
readonly struct AttributeSlot(int start, int length)
{
    readonly uint _packed = (uint)start << 16 | (uint)length;

    internal int Start => (int)(_packed >> 16);

    internal int Length => (int)(_packed & 0xFFFF);
}
