-- Storage schema 18 to 19: keys of objects compare byte by byte, so that a range finds what begins alike.
ALTER TABLE records
    ALTER COLUMN id TYPE text COLLATE "C",
    ALTER COLUMN parent_id TYPE text COLLATE "C",
    ALTER COLUMN collection_id TYPE text COLLATE "C";

INSERT INTO metadata (name, value) VALUES ('storage_schema_version', '19');
