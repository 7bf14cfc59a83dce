SELECT principal
  FROM user_principals
 WHERE user_id = ANY($1)
