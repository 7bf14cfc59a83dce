DELETE FROM cache
 WHERE key IN (SELECT key FROM cache WHERE expires <= ?1 ORDER BY expires LIMIT ?2)
