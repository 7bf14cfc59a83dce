using System.Runtime.CompilerServices;

namespace Hawk.Wire;

/// <summary>One slot for each name a header may carry, in the order of the name list it was parsed with.</summary>
[InlineArray(Capacity)]
struct AttributeSlots
{
    internal const int Capacity = 8;

    AttributeSlot _first;
}
