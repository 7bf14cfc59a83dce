namespace KintoHawk.Core.Permissions;

/// <summary>What a request wants to do, as far as permissions are concerned.</summary>
public enum Question : byte
{
    /// <summary>See one object.</summary>
    Read,
    /// <summary>Change or delete one object.</summary>
    Write,
    /// <summary>Make an object of this kind.</summary>
    Create,
    /// <summary>See all objects of a set.</summary>
    List,
    /// <summary>Delete all objects of a set.</summary>
    DeleteAll,
}
