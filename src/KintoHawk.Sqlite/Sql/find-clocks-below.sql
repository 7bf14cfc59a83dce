-- ?1 is the URI of what is deleted; everything below it has that parent, or one between ?2 (URI and slash) and ?3 (URI and the character after the slash).
SELECT parent_id, resource_name, max(last_modified)
  FROM (SELECT parent_id, resource_name, last_modified FROM objects WHERE parent_id = ?1 OR (parent_id >= ?2 AND parent_id < ?3)
        UNION ALL
        SELECT parent_id, resource_name, last_modified FROM timestamps WHERE parent_id = ?1 OR (parent_id >= ?2 AND parent_id < ?3))
 GROUP BY parent_id, resource_name
HAVING max(last_modified) >= ?4
