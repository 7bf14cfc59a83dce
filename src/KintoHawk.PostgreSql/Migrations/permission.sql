-- The tables of Kinto's permissions, schema 2 (kinto-postgres §1).

CREATE TABLE IF NOT EXISTS user_principals (
    user_id   text COLLATE "C",
    principal text,
    PRIMARY KEY (user_id, principal)
);

CREATE TABLE IF NOT EXISTS access_control_entries (
    object_id  text COLLATE "C",
    permission text,
    principal  text,
    PRIMARY KEY (object_id, permission, principal)
);

CREATE INDEX IF NOT EXISTS idx_access_control_entries_object_id ON access_control_entries (object_id);
CREATE INDEX IF NOT EXISTS idx_access_control_entries_permission ON access_control_entries (permission);
CREATE INDEX IF NOT EXISTS idx_access_control_entries_principal ON access_control_entries (principal);

CREATE TABLE IF NOT EXISTS metadata (
    name  varchar(128) NOT NULL,
    value varchar(512) NOT NULL
);
