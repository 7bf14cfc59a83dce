SELECT value
  FROM cache
 WHERE key = ?1 AND expires > ?2
