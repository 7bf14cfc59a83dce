-- Removes a few of the expired entries of everybody who shares the table. It waits for no lock: it runs after a write that holds one.
-- $1 is the time that counts, null for the database's; $2 the most to remove. idx_cache_ttl finds them.
DELETE FROM cache
 WHERE key IN (SELECT key
                 FROM cache
                WHERE ttl <= coalesce($1, now()::timestamp)
                ORDER BY ttl
                LIMIT $2
                  FOR UPDATE SKIP LOCKED)
