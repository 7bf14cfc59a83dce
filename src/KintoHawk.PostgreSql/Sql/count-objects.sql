-- Along an index that has all of it.
SELECT resource_name, count(*) FILTER (WHERE NOT deleted), count(*) FILTER (WHERE deleted)
  FROM objects
 GROUP BY resource_name
