DELETE FROM user_principals
 WHERE principal = ?1
