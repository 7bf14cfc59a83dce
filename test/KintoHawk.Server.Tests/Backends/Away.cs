using System.Reflection;

namespace KintoHawk.Server.Tests.Backends;

/// <summary>A backend that cannot answer anything.</summary>
public class Away : DispatchProxy
{
    Func<Exception> _failure = null!;

    public static TBackend With<TBackend>(Func<Exception> failure)
        where TBackend : class
    {
        var proxy = Create<TBackend, Away>();
        ((Away)(object)proxy)._failure = failure;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_ReadReplica" => this,
        "get_GuardedPuts" => null,
        _ => throw _failure(),
    };
}
