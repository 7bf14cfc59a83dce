-- $3 is the lifetime in milliseconds; $4 the time that counts, null for the database's.
INSERT INTO cache (key, value, ttl)
VALUES ($1, $2, coalesce($4, now()::timestamp) + $3 * interval '1 millisecond')
ON CONFLICT (key)
DO UPDATE SET value = EXCLUDED.value, ttl = EXCLUDED.ttl
