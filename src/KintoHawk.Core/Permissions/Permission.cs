namespace KintoHawk.Core.Permissions;

/// <summary>What may be set on an object and asked of it. A set is a value: combine with <c>|</c>.</summary>
[Flags]
public enum Permission : byte
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary><c>read</c>: see the object, and its children.</summary>
    Read = 1,
    /// <summary><c>write</c>: change and delete the object and everything below it.</summary>
    Write = 2,
    /// <summary><c>bucket:create</c>, held at the root only.</summary>
    CreateBucket = 4,
    /// <summary><c>collection:create</c> on a bucket.</summary>
    CreateCollection = 8,
    /// <summary><c>group:create</c> on a bucket.</summary>
    CreateGroup = 16,
    /// <summary><c>record:create</c> on a collection.</summary>
    CreateRecord = 32,
    /// <summary><c>account:create</c>, held at the root only.</summary>
    CreateAccount = 64,
}
