using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Permissions;

/// <summary>
/// The whole inheritance table of the protocol: which permission, held on which level of a path, answers a question about a kind of object.
/// Change who may do what here, and in its table test.
/// </summary>
public static class PermissionTree
{
    const Permission None = Permission.None;
    const Permission Write = Permission.Write;
    const Permission Read = Permission.Read | Permission.Write;

    /// <summary>The permissions of which any one suffices, at each level.</summary>
    public static Grants Sufficient(Resource resource, Question question) => (resource.Name, question) switch
    {
        //                                     root                      bucket or account                    collection or group              record
        ("bucket", Question.Read) => new(None, Read | Permission.CreateCollection | Permission.CreateGroup, None, None),
        ("bucket", Question.Write) => new(None, Write, None, None),
        ("bucket", Question.Create) => new(Permission.CreateBucket, None, None, None),

        ("group", Question.Read) => new(None, Read, Read, None),
        ("group", Question.Write) => new(None, Write, Write, None),
        ("group", Question.Create) => new(None, Write | Permission.CreateGroup, None, None),
        ("group", Question.List) => new(None, Read, None, None),
        ("group", Question.DeleteAll) => new(None, Write, None, None),

        ("collection", Question.Read) => new(None, Read, Read | Permission.CreateRecord, None),
        ("collection", Question.Write) => new(None, Write, Write, None),
        ("collection", Question.Create) => new(None, Write | Permission.CreateCollection, None, None),
        ("collection", Question.List) => new(None, Read, None, None),
        ("collection", Question.DeleteAll) => new(None, Write, None, None),

        ("record", Question.Read) => new(None, Read, Read, Read),
        ("record", Question.Write) => new(None, Write, Write, Write),
        ("record", Question.Create) => new(None, Write, Write | Permission.CreateRecord, None),
        ("record", Question.List) => new(None, Read, Read, None),
        ("record", Question.DeleteAll) => new(None, Write, Write, None),

        ("history", Question.Read) => new(None, Read, Read, None),
        ("history", Question.Write) => new(None, Write, Write, None),
        ("history", Question.List) => new(None, Read, None, None),
        ("history", Question.DeleteAll) => new(None, Write, None, None),

        ("account", Question.Read) => new(None, Read, None, None),
        ("account", Question.Write) => new(None, Write, None, None),
        ("account", Question.Create) => new(Permission.CreateAccount, None, None, None),

        _ => default,   // sets without parent (buckets, accounts) are listed by what is shared
    };

    /// <summary>True when what is held answers the question with yes.</summary>
    public static bool Allows(Resource resource, Question question, Grants held) => held.Overlaps(Sufficient(resource, question));

    /// <summary>The entries on an object itself that make it appear in a list (or let it be deleted by one) to somebody who may not see the whole set.</summary>
    public static Permission SharedBy(Resource resource, Question question) =>
        Sufficient(resource, question is Question.DeleteAll ? Question.Write : Question.Read)[resource.Level];
}
