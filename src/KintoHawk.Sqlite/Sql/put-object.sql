INSERT INTO objects (parent_id, resource_name, id, last_modified, deleted, data)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (parent_id, resource_name, id)
DO UPDATE SET last_modified = excluded.last_modified, deleted = excluded.deleted, data = excluded.data
