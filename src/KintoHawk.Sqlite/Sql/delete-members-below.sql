DELETE FROM user_principals
 WHERE principal >= ?1 AND principal < ?2
