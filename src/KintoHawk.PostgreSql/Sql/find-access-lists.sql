SELECT object_id, permission, principal
  FROM access_control_entries
 WHERE object_id = ANY($1)
