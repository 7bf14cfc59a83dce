SELECT principal, user_id
  FROM user_principals
 WHERE principal COLLATE "C" = ANY($1)
