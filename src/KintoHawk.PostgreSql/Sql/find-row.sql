SELECT parent_id, resource_name, id, last_modified, deleted, data
  FROM objects
 WHERE parent_id = $1 AND resource_name = $2 AND id = $3
