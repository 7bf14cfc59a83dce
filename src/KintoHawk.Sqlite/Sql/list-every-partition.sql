SELECT id, last_modified, data, deleted
  FROM objects
 WHERE resource_name = ?1 AND parent_id = id
 ORDER BY last_modified DESC
