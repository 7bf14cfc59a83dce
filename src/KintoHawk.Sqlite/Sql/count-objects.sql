-- Two walks along indexes, set by set, that touch no row: counting by kind at once would have to sort all of them.
SELECT resource_name, sum(live), sum(every) - sum(live)
  FROM (SELECT resource_name, count(*) AS every, 0 AS live FROM objects GROUP BY parent_id, resource_name
        UNION ALL
        SELECT resource_name, 0, count(*) FROM objects WHERE deleted = 0 GROUP BY parent_id, resource_name)
 GROUP BY resource_name
