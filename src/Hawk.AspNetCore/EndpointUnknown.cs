namespace Hawk.AspNetCore;

/// <summary>Remembers that a request was authenticated before its endpoint was known, so that nothing the endpoint says was heard.</summary>
sealed class EndpointUnknown
{
    public static readonly EndpointUnknown Instance = new();
}
