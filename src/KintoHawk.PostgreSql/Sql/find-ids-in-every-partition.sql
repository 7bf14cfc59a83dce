SELECT '', id
  FROM objects
 WHERE resource_name = $1 AND parent_id = id AND NOT deleted
