using System.Collections.Concurrent;
using System.Reflection;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Tests.Endpoints;

namespace KintoHawk.Server.Tests.Batches;

/// <summary>Passes every call on to a transaction and remembers its name; single members can be replaced.</summary>
public class WatchedTransactions : DispatchProxy
{
    readonly ConcurrentQueue<string> _calls = new();
    IStorageTransaction? _inner;
    WatchedTransactions? _all;

    /// <summary>The members called, in order, of all transactions.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>Called with each member before it is called; what it throws is what the member throws.</summary>
    public Action<string, object?[]> Before { get; set; } = static (_, _) => { };

    /// <summary>A storage whose transactions are watched.</summary>
    public static (IStorage Storage, WatchedTransactions Watched, WatchedStorage Outside) Over(IStorage inner)
    {
        var all = new WatchedTransactions();
        var (storage, outside) = WatchedStorage.Over(inner);
        outside.Replaced[nameof(IStorage.BeginAsync)] = arguments => new ValueTask<IStorageTransaction>(BeginAsync((CancellationToken)arguments[0]!));
        return (storage, all, outside);

        async Task<IStorageTransaction> BeginAsync(CancellationToken cancellationToken)
        {
            var proxy = Create<IStorageTransaction, WatchedTransactions>();
            var watched = (WatchedTransactions)(object)proxy;
            (watched._inner, watched._all) = (await inner.BeginAsync(cancellationToken), all);
            return proxy;
        }
    }

    public void Forget() => _calls.Clear();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _all!._calls.Enqueue(targetMethod!.Name);
        try
        {
            _all.Before(targetMethod.Name, args!);
        }
        catch (Exception failure) when (targetMethod.ReturnType.IsGenericType)
        {
            var failed = typeof(Task).GetMethods().Single(static method => method is { Name: nameof(Task.FromException), IsGenericMethod: true })
                .MakeGenericMethod(targetMethod.ReturnType.GetGenericArguments()).Invoke(null, [failure]);
            return Activator.CreateInstance(targetMethod.ReturnType, failed);
        }

        return targetMethod.Invoke(_inner, args);
    }
}
