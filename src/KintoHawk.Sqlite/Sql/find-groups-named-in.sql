-- The groups of the caller that an entry in the range names: of all its groups these are few.
SELECT principal
  FROM user_principals AS membership
 WHERE user_id IN (?1, ?2)
   AND EXISTS (SELECT 1
                 FROM access_control_entries
                WHERE principal = membership.principal AND object_id >= ?3 AND object_id < ?4)
