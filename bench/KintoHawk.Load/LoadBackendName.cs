namespace KintoHawk.Load;

/// <summary>What backends are called in options, in documents and in text.</summary>
static class LoadBackendName
{
    /// <summary>Every backend, one after the other.</summary>
    public const string All = "all";

    static readonly LoadBackend[] _backends = Enum.GetValues<LoadBackend>();

    /// <summary>What <c>--backend</c> accepts.</summary>
    public static string[] Options { get; } = [.. _backends.Select(Option), All];

    /// <summary>The backends that a value of <c>--backend</c> means.</summary>
    public static IReadOnlyList<LoadBackend> Read(string option) => option == All ? _backends : [.. _backends.Where(backend => Option(backend) == option)];

    /// <summary>The name in options and in JSON.</summary>
    public static string Option(LoadBackend backend) => backend switch
    {
        LoadBackend.PostgreSql => "postgresql",
        LoadBackend.PostgreSqlAndRedis => "postgresql+redis",
        _ => "sqlite",
    };

    /// <summary>The part of a document that has its table.</summary>
    public static string Section(LoadBackend backend) => backend is LoadBackend.Sqlite ? "load" : $"load-{Option(backend)}";

    /// <summary>The name in text.</summary>
    public static string Title(LoadBackend backend) => backend switch
    {
        LoadBackend.PostgreSql => "PostgreSQL",
        LoadBackend.PostgreSqlAndRedis => "PostgreSQL and Redis",
        _ => "SQLite",
    };
}
