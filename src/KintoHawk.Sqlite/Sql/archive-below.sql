SELECT parent_id, resource_name, id, last_modified, deleted, data
  FROM objects INDEXED BY sqlite_autoindex_objects_1
 WHERE parent_id >= ?1 AND parent_id < ?2
 ORDER BY parent_id, resource_name, id
