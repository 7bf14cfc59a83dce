-- In the order of the primary key, which needs no sorting.
SELECT parent_id, resource_name, id, last_modified, deleted, data
  FROM objects INDEXED BY sqlite_autoindex_objects_1
 ORDER BY parent_id, resource_name, id
