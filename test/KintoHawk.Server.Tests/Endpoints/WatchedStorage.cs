using System.Collections.Concurrent;
using System.Reflection;
using KintoHawk.Core.Storage;

namespace KintoHawk.Server.Tests.Endpoints;

/// <summary>Passes every call on to a real storage and remembers its name; single members can be replaced.</summary>
public class WatchedStorage : DispatchProxy
{
    readonly ConcurrentQueue<string> _calls = new();
    IStorage? _inner;

    /// <summary>The members called, in order.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>What is done instead of a member, by its name.</summary>
    public Dictionary<string, Func<object?[], object>> Replaced { get; } = new(StringComparer.Ordinal);

    public static (IStorage Storage, WatchedStorage Watched) Over(IStorage inner)
    {
        var proxy = Create<IStorage, WatchedStorage>();
        var watched = (WatchedStorage)(object)proxy;
        watched._inner = inner;
        return (proxy, watched);
    }

    public void Forget() => _calls.Clear();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        // A storage without a copy for reads is its own; so is this one, or reads would go past it.
        if (targetMethod!.Name == "get_" + nameof(IStorage.ReadReplica) && !Replaced.ContainsKey(targetMethod.Name))
            return this;
        _calls.Enqueue(targetMethod.Name);
        return Replaced.TryGetValue(targetMethod.Name, out var replacement) ? replacement(args!) : targetMethod.Invoke(_inner, args);
    }
}
