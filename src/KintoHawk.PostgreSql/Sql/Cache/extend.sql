-- $2 is the lifetime in milliseconds; $3 the time that counts, null for the database's.
UPDATE cache
   SET ttl = coalesce($3, now()::timestamp) + $2 * interval '1 millisecond'
 WHERE key = $1 AND ttl > coalesce($3, now()::timestamp)
