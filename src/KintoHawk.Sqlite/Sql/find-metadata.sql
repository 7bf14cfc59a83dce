SELECT value
  FROM metadata
 WHERE name = ?1
