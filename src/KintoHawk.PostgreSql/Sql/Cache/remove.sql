-- One of racing callers deletes the row. $2 is the time that counts; null for the database's.
DELETE FROM cache
 WHERE key = $1
RETURNING coalesce(ttl > coalesce($2, now()::timestamp), FALSE)
