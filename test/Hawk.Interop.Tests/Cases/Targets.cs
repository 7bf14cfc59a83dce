namespace Hawk.Interop.Tests;

/// <summary>Request targets, by name because some are too long or too odd to be shown.</summary>
static class Targets
{
    /// <summary>As they go over the wire. Libraries like to "fix" most of them, after they were signed or before they are verified.</summary>
    public static readonly IReadOnlyDictionary<string, string> Raw = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["root"] = "/",
        ["path and query"] = "/resource/1?b=1&a=2",
        ["trailing question mark"] = "/resource?",
        ["trailing slash"] = "/resource/",
        ["only a query"] = "/?a=1",
        ["percent-encoding in lower case"] = "/caf%c3%a9?q=%e2%82%ac",
        ["percent-encoding in upper case"] = "/caf%C3%A9?q=%E2%82%AC",
        ["needless percent-encoding"] = "/%72esource/%7Euser?%61=%62",
        ["encoded slash and percent"] = "/a%2Fb/100%25?a=%2F%25%26",
        ["encoded question mark and number sign"] = "/a%3Fb%23c?d=%23",
        ["encoded blank and plus"] = "/a%20b+c?q=d+e%2Bf%20g",
        ["path parameters"] = "/a;p=1/b;q=2;r?x;y=1",
        ["doubled slashes"] = "//a///b//",
        ["dot segments"] = "/a/../b/./c/..",
        ["repeated and empty names"] = "/r?a=1&a=2&a=&=x&flag&&",
        ["question marks in the query"] = "/r?a=b?c=d?",
        ["sub-delimiters"] = "/a,b'c(d)*!$&:@=+;~?-._~!$&'()*+,;=:@/?",
        ["brackets and bars"] = "/r?a[0]=1&b={2}|3^4`5",
        ["letter case"] = "/ReSource/X?Y=z&y=Z",
        ["looks like a URL"] = "/http://example.com:80/a?b=http://c/",
        ["very long"] = $"/long/{new string('x', 3500)}?q={new string('y', 3500)}",
    };

    /// <summary>As people write them; a client encodes them before it signs.</summary>
    public static readonly IReadOnlyDictionary<string, string> Written = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["empty path"] = "",
        ["empty path with query"] = "?a=1",
        ["UTF-8"] = "/grüße/日本語/🔑?q=ß&€=ж",
        ["blanks and quotes"] = "/a b/\"c\"?q=d e&f=<g>",
        ["backslash"] = "/a\\b",
        ["fragment"] = "/a?b=c#d",
        ["dot segments"] = "/a/../b/./c",
        ["already encoded"] = "/caf%c3%a9%2F%7E?q=%e2%82%ac",
    };
}
