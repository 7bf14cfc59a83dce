SELECT parent_id, id
  FROM objects
 WHERE resource_name = $1 AND NOT deleted
