-- Storage schema 19 to 20: the same for the keys of clocks.
ALTER TABLE timestamps
    ALTER COLUMN parent_id TYPE text COLLATE "C",
    ALTER COLUMN collection_id TYPE text COLLATE "C";

INSERT INTO metadata (name, value) VALUES ('storage_schema_version', '20');
