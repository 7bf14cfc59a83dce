DELETE FROM user_principals
 WHERE user_id = ?1
