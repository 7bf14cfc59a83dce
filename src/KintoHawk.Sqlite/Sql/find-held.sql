SELECT permission
  FROM access_control_entries
 WHERE object_id = ?1 AND principal = ?2
