SELECT 1
  FROM user_principals
 WHERE user_id IN (?1, ?2) AND principal = ?3
