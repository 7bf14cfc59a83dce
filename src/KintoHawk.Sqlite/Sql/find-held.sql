-- ?2 is everybody; ?3 and ?4 are the authenticated and the user, NULL for the anonymous. Apart, for a list of them would be sorted each time.
SELECT permission FROM access_control_entries WHERE object_id = ?1 AND principal = ?2
UNION ALL
SELECT permission FROM access_control_entries WHERE object_id = ?1 AND principal = ?3
UNION ALL
SELECT permission FROM access_control_entries WHERE object_id = ?1 AND principal = ?4
UNION ALL
-- Of the entries those that name groups, whose URIs begin with a slash: these are few, the groups of a caller need not be.
SELECT permission
  FROM access_control_entries AS entry
 WHERE object_id = ?1 AND principal >= '/' AND principal < '0'
   AND EXISTS (SELECT 1
                 FROM user_principals
                WHERE user_id IN (?3, ?4) AND user_principals.principal = entry.principal)
