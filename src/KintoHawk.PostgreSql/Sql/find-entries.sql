-- The entries on everything but the history: of that there is an entry for each change (ObjectPath.HistoryPrefixOf).
SELECT object_id, principal, permission
  FROM access_control_entries
 WHERE principal COLLATE "C" = ANY($1)
   AND object_id !~ '^/buckets/[^/]*/history/'
