-- One row for each level of a path, the bucket or account first. $1: the principals known of the caller; $2: the user ids whose groups are the caller's;
-- $3 to $6: URI, partition, kind and id of each level. The limit of one row says that it is looked up, whatever the planner knows about the table;
-- that of three, the most levels there are, makes the plan for any parameters look as cheap as one for these, so that it is not planned at every execution.
SELECT found.last_modified, found.data, held.permissions, own.permissions, own.principals
  FROM (SELECT * FROM unnest($3, $4, $5, $6) WITH ORDINALITY AS given (uri, parent_id, resource_name, id, number) LIMIT 3) AS level
  LEFT JOIN LATERAL (SELECT last_modified, data
                       FROM objects
                      WHERE objects.id = level.id
                        AND objects.parent_id = level.parent_id
                        AND objects.resource_name = level.resource_name
                        AND NOT deleted
                      LIMIT 1) AS found ON TRUE
  LEFT JOIN LATERAL (SELECT array_agg(DISTINCT entry.permission) AS permissions
                       FROM access_control_entries AS entry
                      WHERE entry.object_id = level.uri
                        AND (entry.principal = ANY($1)
                             -- Entries that name groups are few, the groups of a caller need not be; the offset says not to read them all.
                             OR (entry.principal LIKE '/%'
                                 AND EXISTS (SELECT 1
                                               FROM user_principals AS membership
                                              WHERE membership.user_id = ANY($2) AND membership.principal = entry.principal
                                             OFFSET 0)))) AS held ON TRUE
  LEFT JOIN LATERAL (SELECT array_agg(entry.permission) AS permissions, array_agg(entry.principal) AS principals
                       FROM access_control_entries AS entry
                      WHERE entry.object_id = level.uri AND level.number = cardinality($3)) AS own ON TRUE
 ORDER BY level.number
