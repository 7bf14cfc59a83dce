-- Changes no row when a live entry is there: of racing callers the first to lock the key writes, and the others see what it wrote.
-- $3 is the lifetime in milliseconds; $4 the time that counts, null for the database's. An entry without ttl is none (kinto-postgres §1).
INSERT INTO cache (key, value, ttl)
VALUES ($1, $2, coalesce($4, now()::timestamp) + $3 * interval '1 millisecond')
ON CONFLICT (key)
DO UPDATE SET value = EXCLUDED.value, ttl = EXCLUDED.ttl
        WHERE cache.ttl IS NULL OR cache.ttl <= coalesce($4, now()::timestamp)
