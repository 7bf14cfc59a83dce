-- The sets whose newest row is a tombstone. "deleted" is that of the row with the maximum.
INSERT INTO timestamps (parent_id, resource_name, last_modified)
SELECT parent_id, resource_name, newest
  FROM (SELECT parent_id, resource_name, max(last_modified) AS newest, deleted
          FROM objects
         WHERE resource_name = ?1
         GROUP BY parent_id)
 WHERE deleted = 1
ON CONFLICT (parent_id, resource_name)
DO UPDATE SET last_modified = max(last_modified, excluded.last_modified)
