SELECT 1
  FROM objects
 WHERE parent_id = ?1 AND resource_name = ?2 AND last_modified = ?3 AND id <> ?4
