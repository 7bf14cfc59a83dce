using KintoHawk.Core.Permissions;

namespace KintoHawk.Server.Settings;

/// <summary>Everything that the server can be told, with the defaults of the reference where it has one.</summary>
/// <remarks>Setting names are those of an ini file, without the optional prefix <c>kinto.</c>; docs/operations/settings.md lists them all.</remarks>
public sealed class KintoHawkOptions
{
    /// <summary>The version of the HTTP API that is spoken by default.</summary>
    public const string DefaultHttpApiVersion = "1.23";

    /// <summary>The nesting beyond which no JSON is read.</summary>
    internal const int DeepestJson = Core.Json.JsonText.MaxDepth;

    /// <summary>What the web server is willing to hold of a request before the application sees it.</summary>
    internal const int MostHeaderBytes = 1_048_576;

    /// <summary>Refuse every change. Default false. Setting <c>readonly</c>.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>The most requests in one batch; null means any number. Default 25. Setting <c>batch_max_requests</c>.</summary>
    public int? BatchMaxRequests { get; set; } = 25;

    /// <summary>The most objects on one page; null means <see cref="StorageMaxFetchSize"/>. Default null. Setting <c>paginate_by</c>.</summary>
    public int? PaginateBy { get; set; }

    /// <summary>How long a page link of a DELETE stays usable. Default 10 minutes. Setting <c>pagination_token_validity_seconds</c>.</summary>
    public TimeSpan PaginationTokenValidity { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Give creators the <c>write</c> permission on what they create. Default true. Setting <c>explicit_permissions</c>.</summary>
    public bool ExplicitPermissions { get; set; } = true;

    /// <summary>Check records against the JSON schema of their collection. Default false. Setting <c>experimental_collection_schema_validation</c>.</summary>
    public bool CollectionSchemaValidation { get; set; }

    /// <summary>Offer <c>/permissions</c>. Default false. Setting <c>experimental_permissions_endpoint</c>.</summary>
    public bool PermissionsEndpoint { get; set; }

    /// <summary>True when <c>/permissions</c> is there: asked for, or needed by the admin console.</summary>
    internal bool OffersPermissions => PermissionsEndpoint || IsIncluded(PluginModules.Admin);

    /// <summary>Redirect a path that ends in a slash. Default true. Setting <c>trailing_slash_redirect_enabled</c>.</summary>
    public bool TrailingSlashRedirect { get; set; } = true;

    /// <summary>How long that redirect may be cached; null sends no cache headers, zero forbids caching. Default one hour.
    /// Setting <c>trailing_slash_redirect_ttl_seconds</c>, where -1 means null.</summary>
    public TimeSpan? TrailingSlashRedirectLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Redirect a path without version prefix. Default true. Setting <c>version_prefix_redirect_enabled</c>.</summary>
    public bool VersionPrefixRedirect { get; set; } = true;

    /// <summary>How long that redirect may be cached; null sends no cache headers, zero forbids caching. Default null.
    /// Setting <c>version_prefix_redirect_ttl_seconds</c>, where -1 means null.</summary>
    public TimeSpan? VersionPrefixRedirectLifetime { get; set; }

    /// <summary>How long one heartbeat check may take. Default 10 seconds. Setting <c>heartbeat_timeout_seconds</c>.</summary>
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The modules to switch on, by their names in the reference. Default none. Setting <c>includes</c>.</summary>
    public IReadOnlyList<string> Includes { get; set; } = [];

    /// <summary>True when <see cref="Includes"/> lists the accounts.</summary>
    public bool AccountsIncluded => Includes.Contains(PluginModules.Accounts, StringComparer.Ordinal);

    /// <summary>True when <see cref="Includes"/> lists the Hawk sessions.</summary>
    public bool HawkIncluded => Includes.Contains(PluginModules.Hawk, StringComparer.Ordinal);

    /// <summary>True when <see cref="Includes"/> lists the module.</summary>
    internal bool IsIncluded(string module) => Includes.Contains(module, StringComparer.Ordinal);

    /// <summary>Ids of buckets. Default <see cref="IdGenerator.Name"/>. Setting <c>bucket_id_generator</c>.</summary>
    public IdGenerator BucketIdGenerator { get; set; } = IdGenerator.Name;

    /// <summary>Ids of collections. Default <see cref="IdGenerator.Name"/>. Setting <c>collection_id_generator</c>.</summary>
    public IdGenerator CollectionIdGenerator { get; set; } = IdGenerator.Name;

    /// <summary>Ids of groups. Default <see cref="IdGenerator.Name"/>. Setting <c>group_id_generator</c>.</summary>
    public IdGenerator GroupIdGenerator { get; set; } = IdGenerator.Name;

    /// <summary>Ids of records. Default <see cref="IdGenerator.RelaxedUuid"/>. Setting <c>record_id_generator</c>.</summary>
    public IdGenerator RecordIdGenerator { get; set; } = IdGenerator.RelaxedUuid;

    /// <summary>Where objects are kept. Default memory. Setting <c>storage_backend</c>.</summary>
    public BackendKind StorageBackend { get; set; } = BackendKind.Memory;

    /// <summary>The address of the storage: for SQLite the path of its file, for PostgreSQL a URL with its secrets. Default empty. Setting <c>storage_url</c>.</summary>
    public string StorageUrl { get; set; } = "";

    /// <summary>The URL of a read replica of a PostgreSQL storage, for reads that may be a moment behind; empty for none. Default empty.
    /// Setting <c>storage_read_url</c>.</summary>
    public string StorageReadUrl { get; set; } = "";

    /// <summary>The connections to a PostgreSQL storage.</summary>
    public PoolOptions StoragePool { get; set; } = new();

    /// <summary>The most rows one list or one DELETE of a list touches. Default 10,000. Setting <c>storage_max_fetch_size</c>.</summary>
    public int StorageMaxFetchSize { get; set; } = 10_000;

    /// <summary>Where permissions are kept; always the kind of the storage. Default memory. Setting <c>permission_backend</c>.</summary>
    public BackendKind PermissionBackend { get; set; } = BackendKind.Memory;

    /// <summary>The address of the permissions. Empty, or equal to <see cref="StorageUrl"/>: with the objects. With PostgreSQL they can be in another database.
    /// Default empty. Setting <c>permission_url</c>.</summary>
    public string PermissionUrl { get; set; } = "";

    /// <summary>The connections to permissions in a PostgreSQL database of their own.</summary>
    public PoolOptions PermissionPool { get; set; } = new();

    /// <summary>Where sessions, nonces and other short-lived entries are kept. Default memory. Setting <c>cache_backend</c>.</summary>
    public BackendKind CacheBackend { get; set; } = BackendKind.Memory;

    /// <summary>The address of the cache: for SQLite the path of its file, for PostgreSQL and Redis a URL with its secrets. Default empty. Setting <c>cache_url</c>.</summary>
    public string CacheUrl { get; set; } = "";

    /// <summary>The memcached servers, as <c>host:port</c>. Default none. Setting <c>cache_hosts</c>.</summary>
    public IReadOnlyList<string> CacheHosts { get; set; } = [];

    /// <summary>The connections to a PostgreSQL cache.</summary>
    public PoolOptions CachePool { get; set; } = new();

    /// <summary>Put before every cache key. Default empty. Setting <c>cache_prefix</c>.</summary>
    public string CachePrefix { get; set; } = "";

    /// <summary>The size limit of the memory cache in bytes. Default 524,288. Setting <c>cache_max_size_bytes</c>.</summary>
    public long CacheMaxSizeBytes { get; set; } = 524_288;

    /// <summary>Who may do what by settings alone: keys like <c>bucket_create</c>, values are principals.
    /// Default: everybody authenticated creates buckets. Settings <c>RESOURCE_PERMISSION_principals</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Principals { get; set; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["bucket_create"] = [Caller.Authenticated],
        ["permissions_read"] = [Caller.Everyone],
    };

    /// <summary>The key of the digests in user ids and cache keys. Empty is possible and unwise. Default empty. Setting <c>userid_hmac_secret</c>.</summary>
    public string UserIdHmacSecret { get; set; } = "";

    /// <summary>The key of the digests that are the ids of personal buckets. Empty stays empty: it does not fall back to another secret.
    /// Default empty. Setting <c>default_bucket_hmac_secret</c>.</summary>
    public string DefaultBucketHmacSecret { get; set; } = "";

    /// <summary>How long a verified password is remembered. Default 30 seconds. Setting <c>account_cache_ttl_seconds</c>.</summary>
    public TimeSpan AccountCacheLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The ways to authenticate, in the order they are tried. Default none. Setting <c>multiauth.policies</c>.</summary>
    public IReadOnlyList<AuthenticationPolicy> Policies { get; set; } = [];

    /// <summary>The MAC algorithm of Hawk sessions. Always <c>sha256</c>. Setting <c>hawk.algorithm</c>.</summary>
    public string HawkAlgorithm { get; set; } = "sha256";

    /// <summary>The least time a nonce is remembered; the server lengthens it to cover <see cref="HawkClockSkew"/> both ways.
    /// Default one minute. Setting <c>hawk.nonce_ttl_seconds</c>.</summary>
    public TimeSpan HawkNonceLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an unused session lives; each use renews it. Default 60 days. Setting <c>hawk.session_ttl_seconds</c>.</summary>
    public TimeSpan HawkSessionLifetime { get; set; } = TimeSpan.FromDays(60);

    /// <summary>Refuse a Hawk request whose body is not covered by a payload hash. Default true. Setting <c>hawk.require_payload_hash</c>.</summary>
    public bool HawkRequirePayloadHash { get; set; } = true;

    /// <summary>The prefix of user ids of Hawk callers. Default <see cref="HawkPrincipal.Policy"/>. Setting <c>hawk.principal</c>.
    /// The outcome per policy is <see cref="AuthenticationPolicy.UserIdPrefix"/>.</summary>
    public HawkPrincipal HawkPrincipal { get; set; } = HawkPrincipal.Policy;

    /// <summary>The most sessions one account may hold. Default 100. Setting <c>hawk.max_sessions_per_account</c>.</summary>
    public int HawkMaxSessionsPerAccount { get; set; } = 100;

    /// <summary>How far the clock of a client may be off, either way. Default one minute. Setting <c>hawk.clock_skew_seconds</c>.</summary>
    public TimeSpan HawkClockSkew { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Start although a policy is unknown; nobody is authenticated by it. Default false. Setting <c>kintohawk.skip_unknown_policies</c>.</summary>
    public bool SkipUnknownPolicies { get; set; }

    /// <summary>Where a login with OpenID Connect may end besides this server's own origin, as origins like <c>https://app.example.org</c>; <c>*</c> is
    /// anywhere, which hands tokens to whoever asks. Default none. Setting <c>kintohawk.openid_callback_origins</c>.</summary>
    public IReadOnlyList<string> OpenIdCallbackOrigins { get; set; } = [];

    /// <summary>Show the password hash in account bodies, as the reference does. Default false. Setting <c>kintohawk.expose_password_hash</c>.</summary>
    public bool ExposePasswordHash { get; set; }

    /// <summary>The largest request body in bytes. Default 10,485,760. Setting <c>kintohawk.max_body_bytes</c>.</summary>
    public long MaxBodyBytes { get; set; } = 10_485_760;

    /// <summary>The deepest nesting of a JSON body, at most 100. Default 100. Setting <c>kintohawk.max_json_depth</c>.</summary>
    public int MaxJsonDepth { get; set; } = DeepestJson;

    /// <summary>The most members of a group. Default 10,000. Setting <c>kintohawk.max_group_members</c>.</summary>
    public int MaxGroupMembers { get; set; } = 10_000;

    /// <summary>The most principals that one permission of an object lists. Default 10,000. Setting <c>kintohawk.max_principals</c>.</summary>
    public int MaxPrincipals { get; set; } = 10_000;

    /// <summary>The most parameters of a query. Default 100. Setting <c>kintohawk.max_query_parameters</c>.</summary>
    public int MaxQueryParameters { get; set; } = 100;

    /// <summary>The longest request line in bytes. Default 16,384. Setting <c>kintohawk.max_request_line_bytes</c>.</summary>
    public int MaxRequestLineBytes { get; set; } = 16_384;

    /// <summary>The most bytes of all header fields of a request together. Default 32,768. Setting <c>kintohawk.max_header_bytes</c>.</summary>
    public int MaxHeaderBytes { get; set; } = 32_768;

    /// <summary>The most header fields of a request. Default 100. Setting <c>kintohawk.max_header_count</c>.</summary>
    public int MaxHeaderCount { get; set; } = 100;

    /// <summary>How long a client may take to send the header of a request. Default 30 seconds. Setting <c>kintohawk.header_timeout_seconds</c>.</summary>
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may be idle between two requests. Default 130 seconds. Setting <c>kintohawk.keep_alive_timeout_seconds</c>.</summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>The slowest rate, on average, at which a body may arrive; null means any. Default 240. Setting <c>kintohawk.min_body_bytes_per_second</c>.</summary>
    public int? MinBodyBytesPerSecond { get; set; } = 240;

    /// <summary>The most connections at a time; null means any number. Default null. Setting <c>kintohawk.max_connections</c>.</summary>
    public int? MaxConnections { get; set; }

    /// <summary>Show path and digest of the settings file in the hello view. Default true. Setting <c>kintohawk.config_in_hello</c>.</summary>
    public bool ConfigInHello { get; set; } = true;

    /// <summary>The file the settings came from; null without one.</summary>
    public ConfigurationFile? ConfigurationFile { get; set; }

    /// <summary>The scheme of the URLs the server builds; null takes the request's. Default null. Setting <c>http_scheme</c>.</summary>
    public string? HttpScheme { get; set; }

    /// <summary>The host, with port if needed, of the URLs the server builds; null takes the request's. Default null. Setting <c>http_host</c>.</summary>
    public string? HttpHost { get; set; }

    /// <summary>The version of the API shown in the hello view. Default <c>1.23</c>. Setting <c>http_api_version</c>.</summary>
    public string HttpApiVersion { get; set; } = DefaultHttpApiVersion;

    /// <summary>The first segment of every path, for example <c>v1</c>.</summary>
    public string VersionPrefix => string.Concat("v", HttpApiVersion.AsSpan(0, HttpApiVersion.IndexOf('.') is var dot and >= 0 ? dot : HttpApiVersion.Length));

    /// <summary>The origins browsers may come from, as shell-style patterns. Default <c>*</c>. Setting <c>cors_origins</c>.</summary>
    public IReadOnlyList<string> CorsOrigins { get; set; } = ["*"];

    /// <summary>How long browsers may remember a preflight; null omits the header. Default one hour. Setting <c>cors_max_age_seconds</c>.</summary>
    public TimeSpan? CorsMaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What the <c>Backoff</c> header asks for; null omits it. Default null. Setting <c>backoff</c>.</summary>
    public TimeSpan? Backoff { get; set; }

    /// <summary>On which share of the responses the header is, 0 to 100; null means all. Default null. Setting <c>backoff_percentage</c>.</summary>
    public double? BackoffPercentage { get; set; }

    /// <summary>What <c>Retry-After</c> asks for. Default 3 seconds. Setting <c>retry_after_seconds</c>.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The end of this service; null means none is planned. Default null. Setting <c>eos</c>.</summary>
    public DateTimeOffset? EndOfService { get; set; }

    /// <summary>The message about the end of service. Default null. Setting <c>eos_message</c>.</summary>
    public string? EndOfServiceMessage { get; set; }

    /// <summary>Where to read about the end of service; null means <see cref="ProjectDocs"/>. Default null. Setting <c>eos_url</c>.</summary>
    public string? EndOfServiceUrl { get; set; }

    /// <summary>The <c>info</c> of 500 errors. Setting <c>error_info_link</c>.</summary>
    public string ErrorInfoLink { get; set; } = "https://github.com/Kinto/kinto/issues/";

    /// <summary>How long the hello view of a read-only server may be cached. Default one day. Setting <c>root_cache_expires_seconds</c>.</summary>
    public TimeSpan RootCacheLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long anonymous readers may cache objects: keys are <c>record</c>, <c>BUCKET.record</c>, <c>BUCKET.COLLECTION.record</c>,
    /// or the latter two with <c>_</c>. Default none. Settings <c>KEY_cache_expires_seconds</c>.</summary>
    public IReadOnlyDictionary<string, TimeSpan> CacheLifetimes { get; set; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>The URIs of buckets, groups, collections and records whose changes, and those of what they contain, are not recorded. Default none.
    /// Setting <c>history.exclude_resources</c>.</summary>
    public IReadOnlyList<string> HistoryExcludedResources { get; set; } = [];

    /// <summary>The prefixed ids of users whose changes are not recorded. Default none. Setting <c>history.exclude_user_ids</c>.</summary>
    public IReadOnlyList<string> HistoryExcludedUserIds { get; set; } = [];

    /// <summary>How many history entries of a kind of object stay in a bucket; null keeps all. Default null.
    /// Setting <c>history.auto_trim_max_count</c>, where 0 and less mean null.</summary>
    public int? HistoryTrimMaxCount { get; set; }

    /// <summary>The prefixed ids of users to whose entries alone that applies, for each of them; none means to all entries together. Default none.
    /// Setting <c>history.auto_trim_user_ids</c>.</summary>
    public IReadOnlyList<string> HistoryTrimUserIds { get; set; } = [];

    /// <summary>How many more entries are tolerated before old ones are removed. Default 100. Setting <c>history.auto_trim_threshold</c>.</summary>
    public int HistoryTrimThreshold { get; set; } = 100;

    /// <summary>The name of this service. Default <c>kinto</c>. Setting <c>project_name</c>.</summary>
    public string ProjectName { get; set; } = "kinto";

    /// <summary>The version of this service; null means the server's own. Default null. Setting <c>project_version</c>.</summary>
    public string? ProjectVersion { get; set; }

    /// <summary>Where this service is documented. Setting <c>project_docs</c>.</summary>
    public string ProjectDocs { get; set; } = "https://kinto.readthedocs.io/";

    /// <summary>The file that <c>/__version__</c> shows. Default <c>version.json</c>. Setting <c>version_json_path</c>.</summary>
    public string VersionJsonPath { get; set; } = "version.json";

    /// <summary>The folder with a build of the admin console; null shows a page that says how to get one. Default null. Setting <c>admin_assets_path</c>.</summary>
    public string? AdminAssetsPath { get; set; }

    /// <summary>The ids in paths that become labels of metrics. Default <c>bucket_id collection_id group_id record_id</c>.
    /// Setting <c>metrics_matchdict_fields</c>.</summary>
    public IReadOnlyList<string> MetricsMatchdictFields { get; set; } = ["bucket_id", "collection_id", "group_id", "record_id"];

    /// <summary>The most sets of ids that one metric tells apart; further ids are counted together. Default 1,000.
    /// Setting <c>kintohawk.metrics_max_label_sets</c>.</summary>
    public int MetricsMaxLabelSets { get; set; } = 1000;

    /// <summary>What stands before the names of Prometheus metrics; null means <see cref="ProjectName"/>. Default null. Setting <c>prometheus_prefix</c>.</summary>
    public string? PrometheusPrefix { get; set; }

    /// <summary>Metrics that Prometheus does not get, with or without prefix. Default none. Setting <c>prometheus_disabled_metrics</c>.</summary>
    public IReadOnlyList<string> PrometheusDisabledMetrics { get; set; } = [];

    /// <summary>Tell Prometheus when each series began. Default true. Setting <c>prometheus_created_metrics_enabled</c>.</summary>
    public bool PrometheusCreatedMetrics { get; set; } = true;

    /// <summary>The upper bounds of the buckets of Prometheus histograms in seconds, ascending, infinity last.
    /// Default 0.01 0.05 0.1 0.5 1 3 6 and infinity. Setting <c>prometheus_histogram_buckets</c>.</summary>
    public IReadOnlyList<double> PrometheusHistogramBuckets { get; set; } = [0.01, 0.05, 0.1, 0.5, 1, 3, 6, double.PositiveInfinity];

    /// <summary>Where StatsD listens, as <c>udp://host:port</c>; null without. Default null. Setting <c>statsd_url</c>.</summary>
    public Uri? StatsDUrl { get; set; }

    /// <summary>What stands before StatsD keys when <see cref="ProjectName"/> is empty. Default <c>kinto.core</c>. Setting <c>statsd_prefix</c>.</summary>
    public string StatsDPrefix { get; set; } = "kinto.core";

    /// <summary>Endpoints switched on or off: keys like <c>plural_bucket_post</c>. What is not listed is on.
    /// Settings <c>plural_RESOURCE_METHOD_enabled</c> and <c>object_RESOURCE_METHOD_enabled</c>.</summary>
    public IReadOnlyDictionary<string, bool> EndpointSwitches { get; set; } = new Dictionary<string, bool>(StringComparer.Ordinal);

    /// <summary>What the logging sections say; null without them.</summary>
    internal Logging.LoggingSettings? Logging { get; set; }

    /// <summary>The address to listen on; null leaves it to the command line. Setting <c>host</c> of <c>[server:main]</c>.</summary>
    public string? ListenHost { get; set; }

    /// <summary>The port to listen on; null leaves it to the command line. Setting <c>port</c> of <c>[server:main]</c>.</summary>
    public int? ListenPort { get; set; }

    /// <summary>The principals that settings give a permission; empty when none.</summary>
    /// <param name="resource">The kind of object, for example <c>bucket</c>.</param>
    /// <param name="permission"><c>create</c>, <c>read</c>, <c>write</c> or <c>delete</c>.</param>
    public IReadOnlyList<string> PrincipalsFor(string resource, string permission) =>
        Principals.TryGetValue($"{resource}_{permission}", out var principals) ? principals : [];

    /// <summary>False when a setting switches the endpoint off.</summary>
    /// <param name="plural">True for the list, false for one object.</param>
    /// <param name="resource">The kind of object, for example <c>bucket</c>.</param>
    /// <param name="method">The HTTP method, in any case.</param>
    public bool IsEndpointEnabled(bool plural, string resource, string method) =>
        !EndpointSwitches.TryGetValue($"{(plural ? "plural" : "object")}_{resource}_{method.ToLowerInvariant()}", out var enabled) || enabled;

    /// <summary>How long anonymous readers may cache objects of a kind; null when no setting says so.
    /// Dotted keys win over the kind, the kind over the old keys with <c>_</c>, as in the reference.</summary>
    /// <param name="resource">The kind of object, for example <c>record</c>.</param>
    /// <param name="bucket">The id of the bucket; only asked for records.</param>
    /// <param name="collection">The id of the collection; only asked for records.</param>
    public TimeSpan? CacheLifetimeFor(string resource, string? bucket = null, string? collection = null)
    {
        string[] keys = resource == "record"
            ? [$"{bucket}.{collection}.record", $"{bucket}.record", resource, $"{bucket}_{collection}_record", $"{bucket}_record"]
            : [resource];
        foreach (var key in keys)
            if (CacheLifetimes.TryGetValue(key, out var lifetime))
                return lifetime;
        return null;
    }

    /// <summary>What a server without settings file uses: everything in SQLite files, accounts with passwords and Hawk sessions,
    /// accounts made by the operator only.</summary>
    /// <param name="storagePath">The file for objects and permissions.</param>
    /// <param name="cachePath">The file for sessions and nonces.</param>
    /// <param name="userIdHmacSecret">A random secret that stays the same across restarts.</param>
    public static KintoHawkOptions EmbeddedDefault(string storagePath, string cachePath, string userIdHmacSecret)
    {
        ArgumentException.ThrowIfNullOrEmpty(storagePath);
        ArgumentException.ThrowIfNullOrEmpty(cachePath);
        ArgumentException.ThrowIfNullOrEmpty(userIdHmacSecret);
        return new KintoHawkOptions
        {
            StorageBackend = BackendKind.Sqlite,
            StorageUrl = storagePath,
            PermissionBackend = BackendKind.Sqlite,
            CacheBackend = BackendKind.Sqlite,
            CacheUrl = cachePath,
            UserIdHmacSecret = userIdHmacSecret,
            Includes = [PluginModules.Accounts, PluginModules.Hawk],
            HawkPrincipal = HawkPrincipal.Account,
            Policies =
            [
                new AuthenticationPolicy { Name = "account", Kind = AuthenticationPolicyKind.Account, UserIdPrefix = "account" },
                new AuthenticationPolicy { Name = "hawk", Kind = AuthenticationPolicyKind.Hawk, UserIdPrefix = "account" },
            ],
        };
    }

    /// <summary>Names no values: they may be secret.</summary>
    public override string ToString() => nameof(KintoHawkOptions);
}
