-- The tables, indexes and functions of a Kinto database with storage schema 26, as a running Kinto expects them (kinto-postgres §1 and §2).

CREATE OR REPLACE FUNCTION as_epoch(ts timestamp) RETURNS bigint AS $$
BEGIN
    RETURN (EXTRACT(EPOCH FROM ts) * 1000)::bigint;
END;
$$ LANGUAGE plpgsql IMMUTABLE;

CREATE OR REPLACE FUNCTION from_epoch(epoch bigint) RETURNS timestamp AS $$
BEGIN
    RETURN timestamp with time zone 'epoch' + epoch * interval '1 millisecond';
END;
$$ LANGUAGE plpgsql IMMUTABLE;

CREATE TABLE IF NOT EXISTS objects (
    id            text COLLATE "C" NOT NULL,
    parent_id     text COLLATE "C" NOT NULL,
    resource_name text COLLATE "C" NOT NULL,
    last_modified timestamp NOT NULL,
    data          jsonb NOT NULL DEFAULT '{}'::jsonb,
    deleted       boolean NOT NULL,
    PRIMARY KEY (id, parent_id, resource_name)
);

CREATE UNIQUE INDEX IF NOT EXISTS idx_objects_parent_id_resource_name_last_modified ON objects (parent_id, resource_name, last_modified DESC);
CREATE INDEX IF NOT EXISTS idx_objects_last_modified_epoch ON objects (as_epoch(last_modified));
CREATE INDEX IF NOT EXISTS idx_objects_resource_name_parent_id_deleted ON objects (resource_name, parent_id, deleted);
CREATE INDEX IF NOT EXISTS idx_objects_parent_id_record_last_modified ON objects (parent_id, last_modified DESC) WHERE resource_name = 'record';
CREATE INDEX IF NOT EXISTS idx_objects_history_userid_and_resourcename ON objects ((data->'user_id'), (data->'resource_name')) WHERE resource_name = 'history';

CREATE TABLE IF NOT EXISTS timestamps (
    parent_id     text COLLATE "C" NOT NULL,
    resource_name text COLLATE "C" NOT NULL,
    last_modified timestamp NOT NULL,
    PRIMARY KEY (parent_id, resource_name)
);

CREATE TABLE IF NOT EXISTS metadata (
    name  varchar(128) NOT NULL,
    value varchar(512) NOT NULL
);
