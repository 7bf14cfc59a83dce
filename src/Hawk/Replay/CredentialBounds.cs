namespace Hawk.Replay;

/// <summary>
/// At most how many live nonces a credential has: one number for all credentials that share a cell. Most requests are told by it that their quota is far away,
/// and need not look at every page.
/// </summary>
sealed class CredentialBounds
{
    const int CellCount = 1024; // a power of two

    readonly int[] _cells = new int[CellCount];

    public int Of(ulong credential) => _cells[Cell(credential)];

    public void Add(ulong credential, int count) => _cells[Cell(credential)] += count;

    static int Cell(ulong credential) => (int)credential & (CellCount - 1);
}
