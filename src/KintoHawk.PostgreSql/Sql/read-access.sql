-- The columns of access lists of read.sql, where objects are in another database. $1 and $2: as there; $3: the URI of each level.
SELECT held.permissions, own.permissions, own.principals
  FROM (SELECT * FROM unnest($3) WITH ORDINALITY AS given (uri, number) LIMIT 3) AS level
  LEFT JOIN LATERAL (SELECT array_agg(DISTINCT entry.permission) AS permissions
                       FROM access_control_entries AS entry
                      WHERE entry.object_id = level.uri
                        AND (entry.principal = ANY($1)
                             OR (entry.principal LIKE '/%'
                                 AND EXISTS (SELECT 1
                                               FROM user_principals AS membership
                                              WHERE membership.user_id = ANY($2) AND membership.principal = entry.principal
                                             OFFSET 0)))) AS held ON TRUE
  LEFT JOIN LATERAL (SELECT array_agg(entry.permission) AS permissions, array_agg(entry.principal) AS principals
                       FROM access_control_entries AS entry
                      WHERE entry.object_id = level.uri AND level.number = cardinality($3)) AS own ON TRUE
 ORDER BY level.number
