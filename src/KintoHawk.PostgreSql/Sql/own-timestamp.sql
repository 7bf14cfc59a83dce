-- The timestamp of a set; NULL before its first write.
SELECT greatest(
           (SELECT last_modified FROM objects WHERE parent_id = $1 AND resource_name = $2 ORDER BY last_modified DESC LIMIT 1),
           (SELECT last_modified FROM timestamps WHERE parent_id = $1 AND resource_name = $2))
