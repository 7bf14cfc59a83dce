-- Storage schema 21 to 22: timestamps are whole milliseconds; the function of the trigger is replaced at the end of the update (bump-timestamp.sql).
INSERT INTO metadata (name, value) VALUES ('storage_schema_version', '22');
