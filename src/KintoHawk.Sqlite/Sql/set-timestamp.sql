SELECT max(last_modified)
  FROM (SELECT max(last_modified) AS last_modified FROM objects WHERE parent_id = ?1 AND resource_name = ?2
        UNION ALL
        SELECT last_modified FROM timestamps WHERE parent_id = ?1 AND resource_name = ?2)
