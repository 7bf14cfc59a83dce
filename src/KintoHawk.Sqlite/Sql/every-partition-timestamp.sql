SELECT max(last_modified)
  FROM (SELECT max(last_modified) AS last_modified FROM objects WHERE resource_name = ?1 AND parent_id = id
        UNION ALL
        -- Few rows: only clocks ahead of their set are kept.
        SELECT max(last_modified) FROM timestamps WHERE resource_name = ?1)
