-- In portions, so that access lists and members are looked up between them. The kinds keep out what other servers store.
DECLARE kintohawk_archive NO SCROLL CURSOR FOR
SELECT parent_id, resource_name, id, last_modified, deleted, data
  FROM objects
 WHERE resource_name = ANY($1)
 ORDER BY parent_id, resource_name, id
