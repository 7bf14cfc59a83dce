SELECT permission, principal
  FROM access_control_entries
 WHERE object_id = ?1
