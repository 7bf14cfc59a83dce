-- The columns of objects of read.sql, where access lists are in another database. $1 to $3: partition, kind and id of each level.
SELECT found.last_modified, found.data
  FROM (SELECT * FROM unnest($1, $2, $3) WITH ORDINALITY AS given (parent_id, resource_name, id, number) LIMIT 3) AS level
  LEFT JOIN LATERAL (SELECT last_modified, data
                       FROM objects
                      WHERE objects.id = level.id
                        AND objects.parent_id = level.parent_id
                        AND objects.resource_name = level.resource_name
                        AND NOT deleted
                      LIMIT 1) AS found ON TRUE
 ORDER BY level.number
