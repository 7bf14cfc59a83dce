SELECT object_id, permission
  FROM access_control_entries
 WHERE principal = ?1
