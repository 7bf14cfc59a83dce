SELECT id, last_modified, data, deleted
  FROM objects
 WHERE resource_name = ?1 AND parent_id = id AND last_modified BETWEEN ?2 AND ?3
 ORDER BY last_modified DESC
