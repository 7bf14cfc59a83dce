DELETE FROM cache
 WHERE key >= ?1 AND key < ?2
