INSERT INTO user_principals (user_id, principal)
VALUES (?1, ?2)
ON CONFLICT DO NOTHING
