SELECT id, last_modified, data, deleted
  FROM objects
 WHERE parent_id = ?1 AND resource_name = ?2 AND last_modified BETWEEN ?3 AND ?4
 ORDER BY last_modified DESC
