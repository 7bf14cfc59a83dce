using KintoHawk.Core.Caching;
using KintoHawk.Core.Objects;
using KintoHawk.Server.Api;
using KintoHawk.Server.Plugins.Accounts;
using KintoHawk.Server.Resources.Schemas;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Resources;

/// <summary>The plural and the object endpoint of every kind, all with the same handlers.</summary>
sealed class ResourceRoutes(
    Access access, ObjectWriter writer, CacheHeaders cacheHeaders, ICache cache, KintoHawkOptions options, TimeProvider time,
    AccountAuthenticator accounts, AccountRevocation revocation)
{
    public IEnumerable<ApiRoute> Routes
    {
        get
        {
            var schemas = new SchemaChecks(options.CollectionSchemaValidation);
            IEnumerable<ApiRoute> routes =
            [
                .. Map(new BucketRules(RuleOf(options.BucketIdGenerator)), "/buckets"),
                .. Map(new GroupRules(RuleOf(options.GroupIdGenerator), options.MaxGroupMembers, schemas), "/buckets/{b}/groups"),
                .. Map(new CollectionRules(RuleOf(options.CollectionIdGenerator), schemas), "/buckets/{b}/collections"),
                .. Map(new RecordRules(RuleOf(options.RecordIdGenerator), schemas), "/buckets/{b}/collections/{c}/records"),
            ];
            return options.AccountsIncluded ? [.. routes, .. Map(new AccountRules(options, accounts, revocation), "/accounts")] : routes;
        }
    }

    IEnumerable<ApiRoute> Map(ResourceRules rules, string pluralPattern)
    {
        var plural = new PluralHandlers(rules, access, writer, cacheHeaders, cache, options, time);
        var single = new ObjectHandlers(rules, access, writer, cacheHeaders);
        var name = rules.Resource.Name;
        yield return new ApiRoute
        {
            Name = $"{name}-plural",
            Pattern = pluralPattern,
            Kind = RouteKind.Plural,
            Resource = rules.Resource,
            Rules = rules,
            NegotiatesJson = true,
            Handlers = Enabled(true, name, [new("HEAD", plural.GetAsync), new("GET", plural.GetAsync), new("POST", plural.PostAsync), new("DELETE", plural.DeleteAsync)]),
        };
        yield return new ApiRoute
        {
            Name = $"{name}-object",
            Pattern = pluralPattern + "/{id}",
            Kind = RouteKind.Object,
            Resource = rules.Resource,
            Rules = rules,
            NegotiatesJson = true,
            Handlers = Enabled(
                false, name,
                [new("GET", single.GetAsync), new("HEAD", single.GetAsync), new("PUT", single.PutAsync), new("PATCH", single.PatchAsync), new("DELETE", single.DeleteAsync)]),
        };
    }

    KeyValuePair<string, ApiHandler>[] Enabled(bool plural, string resource, KeyValuePair<string, ApiHandler>[] handlers) =>
        // HEAD of an object is its GET without the body, and goes with it; HEAD of a set is something of its own.
        [.. handlers.Where(handler => options.IsEndpointEnabled(plural, resource, handler.Key)
            && (plural || handler.Key != "HEAD" || options.IsEndpointEnabled(plural, resource, "GET")))];

    static ObjectIdRule RuleOf(IdGenerator generator) => generator switch
    {
        IdGenerator.Name => ObjectIdRule.Name,
        IdGenerator.Uuid4 => ObjectIdRule.Uuid4,
        _ => ObjectIdRule.RelaxedUuid,
    };
}
