SELECT parent_id, resource_name, last_modified
  FROM timestamps
 ORDER BY parent_id, resource_name
