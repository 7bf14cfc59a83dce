DELETE FROM objects
 WHERE parent_id = ?1 OR (parent_id >= ?2 AND parent_id < ?3)
