-- Storage schema 25 to 26: the trigger finds the newest row of a set by an index (bump-timestamp.sql, at the end of the update).
INSERT INTO metadata (name, value) VALUES ('storage_schema_version', '26');
