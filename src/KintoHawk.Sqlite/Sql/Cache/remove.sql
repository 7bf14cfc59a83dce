DELETE FROM cache
 WHERE key = ?1
RETURNING expires
