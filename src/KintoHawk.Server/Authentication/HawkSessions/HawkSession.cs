namespace KintoHawk.Server.Authentication.HawkSessions;

/// <summary>An open session as the cache knows it, without its key.</summary>
/// <param name="CacheKey">The cache key of the session: a digest of its Hawk id.</param>
/// <param name="UserId">The bare account name.</param>
/// <param name="Slot">The place in the account's list of sessions; null for a session that another server opened and that is not listed yet.</param>
sealed record HawkSession(string CacheKey, string UserId, int? Slot);
