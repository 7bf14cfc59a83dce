-- Permission schema 1 to 2: keys compare byte by byte. The first version did not know the table of the versions.
CREATE TABLE IF NOT EXISTS metadata (
    name  varchar(128) NOT NULL,
    value varchar(512) NOT NULL
);

ALTER TABLE user_principals ALTER COLUMN user_id TYPE text COLLATE "C";
ALTER TABLE access_control_entries ALTER COLUMN object_id TYPE text COLLATE "C";

INSERT INTO metadata (name, value) VALUES ('permission_schema_version', '2');
