SELECT user_id
  FROM user_principals
 WHERE principal = ?1
