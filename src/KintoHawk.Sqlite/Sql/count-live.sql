SELECT count(*)
  FROM objects
 WHERE parent_id = ?1 AND resource_name = ?2 AND deleted = 0 AND last_modified BETWEEN ?3 AND ?4
