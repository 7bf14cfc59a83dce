namespace KintoHawk.Core.Json;

/// <summary>What one JSON Patch may still cost; a unit is about one character read or written.</summary>
sealed class PatchBudget(long units)
{
    long _left = units;

    public bool IsExhausted => _left < 0;

    public void Spend(long cost) => _left -= cost;
}
