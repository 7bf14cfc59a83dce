namespace KintoHawk.Load;

/// <summary>Makes the requests of one connection.</summary>
interface IRequestSource
{
    /// <summary>The bytes of the next request, valid until the one after it.</summary>
    ReadOnlyMemory<byte> Next();
}
