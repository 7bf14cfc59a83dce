DELETE FROM access_control_entries
 WHERE object_id = ?1 AND permission = ?2
