-- $2 is the time that counts; null for the database's.
SELECT value
  FROM cache
 WHERE key = $1 AND ttl > coalesce($2, now()::timestamp)
