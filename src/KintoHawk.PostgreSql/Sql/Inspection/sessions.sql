-- The live Hawk sessions of a cache: those that can be read, and others. The key is the digest of an id (kinto-postgres §5); the value is a JSON text that holds
-- a JSON object with the key and the user.
SELECT count(*) FILTER (WHERE readable),
       count(*) FILTER (WHERE NOT readable)
FROM (
    SELECT value ~ '^"\{.*(\\"|\\u0022)key(\\"|\\u0022)' AND value ~ '(\\"|\\u0022)user_id(\\"|\\u0022).*\}"$' AS readable
    FROM cache
    WHERE starts_with(key, $1 || 'hawk:')
      AND substr(key, length($1) + 6) ~ '^[0-9a-f]{64}$'
      AND ttl > now()::timestamp
) AS sessions
