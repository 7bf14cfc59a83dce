-- Storage schema 17 to 18: tombstones move into the table of the objects, which then is called records. The table that they come from stays, unused.
ALTER TABLE records ADD COLUMN deleted boolean NOT NULL DEFAULT FALSE;
LOCK TABLE deleted IN ACCESS EXCLUSIVE MODE;

-- As they are: the trigger would move the newest one on.
ALTER TABLE records DISABLE TRIGGER USER;
INSERT INTO records (id, parent_id, collection_id, last_modified, data, deleted)
SELECT id, parent_id, collection_id, last_modified, '{"deleted": true}', TRUE
  FROM deleted
-- Where both are there the object is what counts.
ON CONFLICT (id, parent_id, collection_id) DO NOTHING;
ALTER TABLE records ENABLE TRIGGER USER;

INSERT INTO metadata (name, value) VALUES ('storage_schema_version', '18');
