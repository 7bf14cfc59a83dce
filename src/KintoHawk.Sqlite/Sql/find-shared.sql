-- The range is that of the objects' URIs. It also holds whatever lies below these objects: the caller skips it.
SELECT object_id, permission
  FROM access_control_entries
 WHERE principal = ?1 AND object_id >= ?2 AND object_id < ?3
 ORDER BY object_id
