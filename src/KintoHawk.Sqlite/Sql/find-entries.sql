SELECT object_id, permission
  FROM access_control_entries
 WHERE principal = ?1
   AND object_id >= ?2
 ORDER BY object_id
