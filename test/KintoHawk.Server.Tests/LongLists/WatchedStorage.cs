using System.Reflection;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;

namespace KintoHawk.Server.Tests.LongLists;

/// <summary>A storage that passes everything on, and lets somebody see the rows of lists as they are handed over.</summary>
public class WatchedStorage : DispatchProxy
{
    IStorage _inner = null!;
    Action<int>? _watch;

    /// <param name="inner">Answers.</param>
    /// <param name="watch">Told the number of each row, from 1, after it was handed over.</param>
    public static IStorage Around(IStorage inner, Action<int> watch)
    {
        var proxy = Create<IStorage, WatchedStorage>();
        (((WatchedStorage)(object)proxy)._inner, ((WatchedStorage)(object)proxy)._watch) = (inner, watch);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        ArgumentNullException.ThrowIfNull(args);
        // A storage without a copy for reads is its own; so is this one, or reads would go past it.
        if (targetMethod.Name == "get_" + nameof(IStorage.ReadReplica))
            return this;
        if (Array.FindIndex(args, static argument => argument is Action<StoredObject>) is >= 0 and var place)
        {
            var receive = (Action<StoredObject>)args[place]!;
            var count = 0;
            args[place] = (StoredObject row) =>
            {
                receive(row);
                _watch!(++count);
            };
        }

        return targetMethod.Invoke(_inner, args);
    }
}
