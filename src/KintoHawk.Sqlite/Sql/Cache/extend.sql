UPDATE cache
   SET expires = ?2
 WHERE key = ?1 AND expires > ?3
