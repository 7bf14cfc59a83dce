namespace KintoHawk.Server.Logging;

/// <summary>What our log categories are called in logging sections: by the names that the reference's loggers have.</summary>
static class LoggerNames
{
    public const string RequestSummary = "request.summary";
    public const string SubrequestSummary = "subrequest.summary";
    public const string Authorization = "kinto.core.authorization";

    /// <summary>The category of one line per request.</summary>
    public const string RequestSummaryCategory = "KintoHawk.RequestSummary";

    /// <summary>The category of one line per item of a batch.</summary>
    public const string SubrequestSummaryCategory = "KintoHawk.SubrequestSummary";

    /// <summary>The category of refused permissions.</summary>
    public const string AuthorizationCategory = "KintoHawk.Authorization";

    const string Plugins = "KintoHawk.Server.Plugins.";
    const string Server = "KintoHawk.Server.";
    const string Product = "KintoHawk.";

    /// <summary>The name of a category.</summary>
    public static string Of(string category) => category switch
    {
        RequestSummaryCategory => RequestSummary,
        SubrequestSummaryCategory => SubrequestSummary,
        AuthorizationCategory => Authorization,
        "KintoHawk" => "kinto",
        _ when After(category, Plugins) is { } plugin => "kinto.plugins." + plugin,
        _ when After(category, Server) is { } part => "kinto.core." + part,
        _ when After(category, Product) is { } part => "kinto." + part,
        _ when After(category, "Hawk.AspNetCore.") is { } part => "kinto_hawk." + part,
        _ when After(category, "Hawk.") is { } part => "kinto_hawk." + part,
        _ => category.ToLowerInvariant(),
    };

    /// <summary>True for what the platform logs, of which only warnings matter to an operator.</summary>
    public static bool IsPlatform(string name) => name.StartsWith("microsoft.", StringComparison.Ordinal) || name.StartsWith("system.", StringComparison.Ordinal);

    static string? After(string category, string prefix) => category.StartsWith(prefix, StringComparison.Ordinal) ? category[prefix.Length..].ToLowerInvariant() : null;
}
