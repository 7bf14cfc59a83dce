SELECT principal
  FROM user_principals
 WHERE user_id IN (?1, ?2)
