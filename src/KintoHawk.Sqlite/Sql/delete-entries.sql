DELETE FROM access_control_entries
 WHERE principal = ?1
