-- Storage schema 20 to 21: today's names. The trigger is made anew under its new name at the end of the update (bump-timestamp.sql).
DROP TRIGGER IF EXISTS tgr_records_last_modified ON records;
ALTER TABLE records RENAME TO objects;
ALTER TABLE objects RENAME COLUMN collection_id TO resource_name;
ALTER TABLE timestamps RENAME COLUMN collection_id TO resource_name;
ALTER INDEX idx_records_parent_id_collection_id_last_modified RENAME TO idx_objects_parent_id_resource_name_last_modified;
ALTER INDEX idx_records_last_modified_epoch RENAME TO idx_objects_last_modified_epoch;

INSERT INTO metadata (name, value) VALUES ('storage_schema_version', '21');
