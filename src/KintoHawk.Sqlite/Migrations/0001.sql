-- The tables of a Kinto database (kinto-postgres §1). Times are milliseconds since 1970. Text compares byte by byte.

CREATE TABLE metadata (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Objects and tombstones. With rowid: data may be large, and large rows in the key tree would slow down every search.
CREATE TABLE objects (
    parent_id     TEXT    NOT NULL,
    resource_name TEXT    NOT NULL,
    id            TEXT    NOT NULL,
    last_modified INTEGER NOT NULL,
    deleted       INTEGER NOT NULL,
    data          TEXT    NOT NULL, -- compact JSON without id and last_modified
    PRIMARY KEY (parent_id, resource_name, id)
);

-- set-timestamp and is-taken find a moment, list-all-* walk in time; unique, so that no two objects of a set can share a moment.
CREATE UNIQUE INDEX objects_by_time ON objects (parent_id, resource_name, last_modified DESC);

-- list-live-* walk in time without stepping over tombstones; count-live never touches a row.
CREATE INDEX objects_live_by_time ON objects (parent_id, resource_name, last_modified DESC) WHERE deleted = 0;

-- list-every-partition, every-partition-timestamp: kinds that are their own partition (accounts), listed together.
CREATE INDEX objects_own_partition ON objects (resource_name, last_modified DESC) WHERE parent_id = id;

-- Clocks that are ahead of the objects of their set.
CREATE TABLE timestamps (
    parent_id     TEXT    NOT NULL,
    resource_name TEXT    NOT NULL,
    last_modified INTEGER NOT NULL,
    PRIMARY KEY (parent_id, resource_name)
) WITHOUT ROWID;

-- The groups of a user.
CREATE TABLE user_principals (
    user_id   TEXT NOT NULL,
    principal TEXT NOT NULL,
    PRIMARY KEY (user_id, principal)
) WITHOUT ROWID;

-- delete-members, delete-members-below: a group that changes or goes.
CREATE INDEX user_principals_by_group ON user_principals (principal);

CREATE TABLE access_control_entries (
    object_id  TEXT NOT NULL,
    principal  TEXT NOT NULL,
    permission TEXT NOT NULL,
    PRIMARY KEY (object_id, principal, permission)
) WITHOUT ROWID;

-- find-shared: the objects of one set that name a principal.
CREATE INDEX access_control_entries_by_principal ON access_control_entries (principal, object_id);
