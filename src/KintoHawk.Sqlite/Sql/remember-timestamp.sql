INSERT INTO timestamps (parent_id, resource_name, last_modified)
VALUES (?1, ?2, ?3)
ON CONFLICT (parent_id, resource_name)
DO UPDATE SET last_modified = max(last_modified, excluded.last_modified)
