namespace KintoHawk.Server.Settings;

/// <summary>Every setting that the reader knows, in the order of docs/operations/settings.md.</summary>
static class KnownSettings
{
    const string NotYet = "this version does not have the feature";
    const string NoSentry = "errors are in the log, and nothing is sent elsewhere";
    const string Internal = "it tunes the inside of the Python server";

    static readonly Dictionary<string, IdGenerator> _generators = new(StringComparer.Ordinal)
    {
        ["kinto.views.NameGenerator"] = IdGenerator.Name,
        ["kinto.views.RelaxedUUID"] = IdGenerator.RelaxedUuid,
        ["kinto.core.storage.generators.UUID4"] = IdGenerator.Uuid4,
    };

    /// <summary>All of them, as the documentation shows them.</summary>
    public static IReadOnlyList<SettingSection> Sections { get; } =
    [
        new("Features", Features(), "<endpoint>_<resource>_<method>_enabled"),
        new("Identifiers", Identifiers()),
        new("Backends", Backends(), "storage_<option>", "permission_<option>", "cache_<option>"),
        new("Permissions", Permissions(), "<resource>_<permission>_principals"),
        new("Authentication", Authentication(), [.. SettingFamilies.All.Select(static family => family.Pattern).Where(static pattern => pattern.StartsWith("multiauth.", StringComparison.Ordinal))]),
        new("HTTP", Http(), "<resource>_cache_expires_seconds", "<bucket>[.<collection>].record_cache_expires_seconds"),
        new("Limits", Limits()),
        new("History", History()),
        new("Project", Project()),
        new("Monitoring", Monitoring()),
        new("Settings without effect", [.. Without()], "event_listeners.<name>.<argument>", "attachment.<name>"),
    ];

    /// <summary>Settings with a fixed key.</summary>
    public static IReadOnlyList<Setting> All { get; } = [.. Sections.SelectMany(static section => section.Settings)];

    static Setting[] Features() =>
    [
        Setting.Flag("readonly", "false", static (o, v) => o.ReadOnly = v),
        Setting.OptionalInteger("batch_max_requests", "25", static (o, v) => o.BatchMaxRequests = v),
        Setting.OptionalInteger("paginate_by", Setting.None, static (o, v) => o.PaginateBy = v),
        Setting.Seconds("pagination_token_validity_seconds", "600", 1, static (o, v) => o.PaginationTokenValidity = v),
        Setting.Flag("explicit_permissions", "true", static (o, v) => o.ExplicitPermissions = v),
        Setting.Flag("experimental_collection_schema_validation", "false", static (o, v) => o.CollectionSchemaValidation = v),
        Setting.Flag("experimental_permissions_endpoint", "false", static (o, v) => o.PermissionsEndpoint = v),
        Setting.Flag("trailing_slash_redirect_enabled", "true", static (o, v) => o.TrailingSlashRedirect = v),
        Setting.OptionalSeconds("trailing_slash_redirect_ttl_seconds", "3600", 0, static (o, v) => o.TrailingSlashRedirectLifetime = v),
        Setting.Flag("version_prefix_redirect_enabled", "true", static (o, v) => o.VersionPrefixRedirect = v),
        Setting.OptionalSeconds("version_prefix_redirect_ttl_seconds", "-1", 0, static (o, v) => o.VersionPrefixRedirectLifetime = v),
        Setting.Special("initialization_sequence", "list", Setting.None, static (o, value, _) =>
            o.VersionPrefixRedirect &= value.AsList().Contains("kinto.core.initialization.setup_version_redirection", StringComparer.Ordinal)),
        Setting.Seconds("heartbeat_timeout_seconds", "10", 0, static (o, v) => o.HeartbeatTimeout = v),
        Setting.Special("includes", "list", Setting.None, PluginModules.Apply),
        Setting.Special("transaction_per_request", "bool", "true", static (_, value, report) =>
        {
            if (value.AsFlag() is not true)
                report.Notice($"{value.Name} has no effect: a request is always one transaction.");
        }),
    ];

    static Setting[] Identifiers() =>
    [
        Setting.Choice("id_generator", "kinto.core.storage.generators.UUID4", _generators, static (_, _) => { }),
        Setting.Choice("bucket_id_generator", "kinto.views.NameGenerator", _generators, static (o, v) => o.BucketIdGenerator = v),
        Setting.Choice("collection_id_generator", "kinto.views.NameGenerator", _generators, static (o, v) => o.CollectionIdGenerator = v),
        Setting.Choice("group_id_generator", "kinto.views.NameGenerator", _generators, static (o, v) => o.GroupIdGenerator = v),
        Setting.Choice("record_id_generator", "kinto.views.RelaxedUUID", _generators, static (o, v) => o.RecordIdGenerator = v),
    ];

    static Setting[] Backends() =>
    [
        BackendSettings.Backend("storage", static (o, v) => o.StorageBackend = v),
        BackendSettings.Address("storage", static (o, v) => o.StorageUrl = v),
        BackendSettings.Address("storage_read", static (o, v) => o.StorageReadUrl = v),
        .. BackendSettings.Pool("storage", static o => o.StoragePool),
        Setting.Integer("storage_max_fetch_size", "10000", 1, static (o, v) => o.StorageMaxFetchSize = (int)v),
        BackendSettings.Backend("permission", static (o, v) => o.PermissionBackend = v),
        BackendSettings.Address("permission", static (o, v) => o.PermissionUrl = v),
        .. BackendSettings.Pool("permission", static o => o.PermissionPool),
        BackendSettings.Backend("cache", static (o, v) => o.CacheBackend = v),
        BackendSettings.Address("cache", static (o, v) => o.CacheUrl = v),
        Setting.List("cache_hosts", Setting.None, static (o, v) => o.CacheHosts = v),
        .. BackendSettings.Pool("cache", static o => o.CachePool),
        Setting.Text("cache_prefix", Setting.None, static (o, v) => o.CachePrefix = v),
        Setting.Integer("cache_max_size_bytes", "524288", 0, static (o, v) => o.CacheMaxSizeBytes = v, most: long.MaxValue),
    ];

    static Setting[] Permissions() =>
    [
        SettingFamilies.Principals("bucket_create_principals", "system.Authenticated"),
        SettingFamilies.Principals("permissions_read_principals", "system.Everyone"),
    ];

    static Setting[] Authentication() =>
    [
        Setting.Text("userid_hmac_secret", Setting.None, static (o, v) => o.UserIdHmacSecret = v),
        Setting.Text("default_bucket_hmac_secret", Setting.None, static (o, v) => o.DefaultBucketHmacSecret = v),
        Setting.Seconds("account_cache_ttl_seconds", "30", 0, static (o, v) => o.AccountCacheLifetime = v),
        Setting.Choice("hawk.algorithm", "sha256", new Dictionary<string, string>(StringComparer.Ordinal) { ["sha256"] = "sha256" }, static (o, v) => o.HawkAlgorithm = v),
        Setting.Seconds("hawk.nonce_ttl_seconds", "60", 1, static (o, v) => o.HawkNonceLifetime = v),
        Setting.Seconds("hawk.session_ttl_seconds", "5184000", 1, static (o, v) => o.HawkSessionLifetime = v),
        Setting.Flag("hawk.require_payload_hash", "true", static (o, v) => o.HawkRequirePayloadHash = v),
        Setting.Choice(
            "hawk.principal",
            "policy",
            new Dictionary<string, HawkPrincipal>(StringComparer.Ordinal) { ["policy"] = HawkPrincipal.Policy, ["account"] = HawkPrincipal.Account },
            static (o, v) => o.HawkPrincipal = v),
        Setting.Integer("hawk.max_sessions_per_account", "100", 1, static (o, v) => o.HawkMaxSessionsPerAccount = (int)v),
        Setting.Seconds("hawk.clock_skew_seconds", "60", 1, static (o, v) => o.HawkClockSkew = v),
        Setting.Flag("kintohawk.skip_unknown_policies", "false", static (o, v) => o.SkipUnknownPolicies = v),
        Setting.Special("kintohawk.openid_callback_origins", "list", Setting.None, OpenIdPolicyReader.ApplyCallbackOrigins),
        Setting.Flag("kintohawk.expose_password_hash", "false", static (o, v) => o.ExposePasswordHash = v),
        Setting.Special("multiauth.policies", "list", Setting.None, PolicySettings.ReadTogether),
        Setting.Choice(
            "multiauth.authorization_policy",
            "kinto.authorization.AuthorizationPolicy",
            new Dictionary<string, bool>(StringComparer.Ordinal) { ["kinto.authorization.AuthorizationPolicy"] = true },
            static (_, _) => { }),
        Setting.Choice(
            "multiauth.groupfinder",
            "kinto.core.authorization.groupfinder",
            new Dictionary<string, bool>(StringComparer.Ordinal) { ["kinto.core.authorization.groupfinder"] = true },
            static (_, _) => { }),
    ];

    static Setting[] Http() =>
    [
        Setting.Special("http_scheme", "choice", Setting.None, HttpSettings.ApplyScheme),
        Setting.Special("http_host", "string", Setting.None, HttpSettings.ApplyHost),
        Setting.Special("http_api_version", "string", KintoHawkOptions.DefaultHttpApiVersion, HttpSettings.ApplyApiVersion),
        Setting.List("cors_origins", "*", static (o, v) => o.CorsOrigins = v),
        Setting.OptionalSeconds("cors_max_age_seconds", "3600", 1, static (o, v) => o.CorsMaxAge = v),
        Setting.OptionalSeconds("backoff", Setting.None, 0, static (o, v) => o.Backoff = v),
        Setting.Number("backoff_percentage", Setting.None, 0, 100, static (o, v) => o.BackoffPercentage = v),
        Setting.Seconds("retry_after_seconds", "3", 0, static (o, v) => o.RetryAfter = v),
        Setting.Special("eos", "date", Setting.None, HttpSettings.ApplyEndOfService),
        Setting.OptionalText("eos_message", static (o, v) => o.EndOfServiceMessage = v),
        Setting.OptionalText("eos_url", static (o, v) => o.EndOfServiceUrl = v),
        Setting.Text("error_info_link", "https://github.com/Kinto/kinto/issues/", static (o, v) => o.ErrorInfoLink = v),
        Setting.Seconds("root_cache_expires_seconds", "86400", 0, static (o, v) => o.RootCacheLifetime = v),
        Setting.Flag("kintohawk.config_in_hello", "true", static (o, v) => o.ConfigInHello = v),
    ];

    static Setting[] History() =>
    [
        Setting.Special("history.exclude_resources", "list", Setting.None, HistorySettings.ApplyExcludedResources),
        Setting.List("history.exclude_user_ids", Setting.None, static (o, v) => o.HistoryExcludedUserIds = v),
        Setting.Integer("history.auto_trim_max_count", "-1", int.MinValue, static (o, v) => o.HistoryTrimMaxCount = v > 0 ? (int)v : null),
        Setting.List("history.auto_trim_user_ids", Setting.None, static (o, v) => o.HistoryTrimUserIds = v),
        Setting.Integer("history.auto_trim_threshold", "100", 0, static (o, v) => o.HistoryTrimThreshold = (int)v),
    ];

    static Setting[] Limits() =>
    [
        Setting.Integer("kintohawk.max_body_bytes", "10485760", 1, static (o, v) => o.MaxBodyBytes = v, most: long.MaxValue),
        Setting.Integer("kintohawk.max_json_depth", "100", 4, static (o, v) => o.MaxJsonDepth = (int)v, most: KintoHawkOptions.DeepestJson),
        Setting.Integer("kintohawk.max_group_members", "10000", 1, static (o, v) => o.MaxGroupMembers = (int)v),
        Setting.Integer("kintohawk.max_principals", "10000", 1, static (o, v) => o.MaxPrincipals = (int)v),
        Setting.Integer("kintohawk.max_query_parameters", "100", 1, static (o, v) => o.MaxQueryParameters = (int)v),
        Setting.Integer("kintohawk.max_request_line_bytes", "16384", 1024, static (o, v) => o.MaxRequestLineBytes = (int)v, most: KintoHawkOptions.MostHeaderBytes),
        Setting.Integer("kintohawk.max_header_bytes", "32768", 1024, static (o, v) => o.MaxHeaderBytes = (int)v, most: KintoHawkOptions.MostHeaderBytes),
        Setting.Integer("kintohawk.max_header_count", "100", 10, static (o, v) => o.MaxHeaderCount = (int)v, most: 10_000),
        Setting.Seconds("kintohawk.header_timeout_seconds", "30", 1, static (o, v) => o.HeaderTimeout = v),
        Setting.Seconds("kintohawk.keep_alive_timeout_seconds", "130", 1, static (o, v) => o.KeepAliveTimeout = v),
        Setting.OptionalInteger("kintohawk.min_body_bytes_per_second", "240", static (o, v) => o.MinBodyBytesPerSecond = v),
        Setting.OptionalInteger("kintohawk.max_connections", Setting.None, static (o, v) => o.MaxConnections = v),
    ];

    static Setting[] Project() =>
    [
        Setting.Text("project_name", "kinto", static (o, v) => o.ProjectName = v),
        Setting.OptionalText("project_version", static (o, v) => o.ProjectVersion = v),
        Setting.Text("project_docs", "https://kinto.readthedocs.io/", static (o, v) => o.ProjectDocs = v),
        Setting.Text("version_json_path", "version.json", static (o, v) => o.VersionJsonPath = v),
        Setting.Special("admin_assets_path", "path", Setting.None, static (o, value, _) => o.AdminAssetsPath = value.IsEmpty ? null : value.AsText()),
    ];

    static Setting[] Monitoring() =>
    [
        Setting.Special("metrics_matchdict_fields", "list", "bucket_id collection_id group_id record_id", MetricsSettings.ApplyFields),
        Setting.Integer("kintohawk.metrics_max_label_sets", "1000", 0, static (o, v) => o.MetricsMaxLabelSets = (int)v),
        Setting.Text("prometheus_prefix", Setting.None, static (o, v) => o.PrometheusPrefix = v),
        Setting.List("prometheus_disabled_metrics", Setting.None, static (o, v) => o.PrometheusDisabledMetrics = v),
        Setting.Flag("prometheus_created_metrics_enabled", "true", static (o, v) => o.PrometheusCreatedMetrics = v),
        Setting.Special("prometheus_histogram_buckets", "list", "0.01 0.05 0.1 0.5 1.0 3.0 6.0 Inf", MetricsSettings.ApplyBuckets),
        Setting.Choice(
            "statsd_backend",
            "kinto.core.statsd",
            new Dictionary<string, bool>(StringComparer.Ordinal) { ["kinto.core.statsd"] = true, ["kinto.plugins.statsd"] = true },
            static (_, _) => { }),
        Setting.Text("statsd_prefix", "kinto.core", static (o, v) => o.StatsDPrefix = v),
        Setting.Special("statsd_url", "url", Setting.None, MetricsSettings.ApplyStatsDUrl),
    ];

    /// <summary>Settings of the reference that files in the field have, and that change nothing here.</summary>
    static IEnumerable<Setting> Without() =>
    [
        Setting.WithoutEffect("event_listeners", "list", Setting.None, "listeners are Python code"),
        Setting.WithoutEffect("sentry_dsn", "string", Setting.None, NoSentry),
        Setting.WithoutEffect("sentry_env", "string", Setting.None, NoSentry),
        Setting.WithoutEffect("sentry_breadcrumbs_min_level", "int", "10", NoSentry),
        Setting.WithoutEffect("sentry_events_min_level", "int", "30", NoSentry),
        Setting.WithoutEffect("newrelic_config", "path", Setting.None, Internal),
        Setting.WithoutEffect("newrelic_env", "string", "dev", Internal),
        Setting.WithoutEffect("profiler_enabled", "bool", "false", Internal),
        Setting.WithoutEffect("profiler_dir", "path", Setting.None, Internal),
        Setting.WithoutEffect("json_renderer", "string", "ultrajson", Internal),
        Setting.WithoutEffect("tm.annotate_user", "bool", "false", Internal),
        Setting.WithoutEffect("settings_prefix", "string", "kinto", "the prefix is always kinto"),
        Setting.WithoutEffect("flush_endpoint_enabled", "bool", Setting.None, "including kinto.plugins.flush alone decides"),
    ];
}
