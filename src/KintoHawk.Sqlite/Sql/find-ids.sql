SELECT id
  FROM objects
 WHERE parent_id = ?1 AND resource_name = ?2 AND deleted = 0
