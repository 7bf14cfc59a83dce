INSERT INTO access_control_entries (object_id, principal, permission)
VALUES (?1, ?2, ?3)
ON CONFLICT DO NOTHING
