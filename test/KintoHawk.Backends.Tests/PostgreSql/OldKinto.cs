using System.Globalization;

namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>Databases as Kinto had them at the time of older storage schemas, with something in each table (kinto-postgres §6).</summary>
static class OldKinto
{
    const string Version17 = """
        CREATE FUNCTION as_epoch(ts timestamp) RETURNS bigint AS $$
        BEGIN RETURN (EXTRACT(EPOCH FROM ts) * 1000)::bigint; END;
        $$ LANGUAGE plpgsql IMMUTABLE;
        CREATE FUNCTION from_epoch(epoch bigint) RETURNS timestamp AS $$
        BEGIN RETURN timestamp with time zone 'epoch' + epoch * interval '1 millisecond'; END;
        $$ LANGUAGE plpgsql IMMUTABLE;
        CREATE TABLE records (
            id text NOT NULL, parent_id text NOT NULL, collection_id text NOT NULL, last_modified timestamp NOT NULL, data jsonb NOT NULL DEFAULT '{}'::jsonb,
            PRIMARY KEY (id, parent_id, collection_id));
        CREATE UNIQUE INDEX idx_records_parent_id_collection_id_last_modified ON records (parent_id, collection_id, last_modified DESC);
        CREATE INDEX idx_records_last_modified_epoch ON records (as_epoch(last_modified));
        CREATE TABLE deleted (
            id text NOT NULL, parent_id text NOT NULL, collection_id text NOT NULL, last_modified timestamp NOT NULL,
            PRIMARY KEY (id, parent_id, collection_id));
        CREATE TABLE timestamps (
            parent_id text NOT NULL, collection_id text NOT NULL, last_modified timestamp NOT NULL,
            PRIMARY KEY (parent_id, collection_id));
        CREATE FUNCTION bump_timestamp() RETURNS trigger AS $$
        DECLARE
            previous timestamp;
            current timestamp := clock_timestamp();
        BEGIN
            SELECT max(last_modified) INTO previous FROM records WHERE parent_id = NEW.parent_id AND collection_id = NEW.collection_id;
            IF previous >= current THEN
                current := previous + interval '1 millisecond';
            END IF;
            IF NEW.last_modified IS NULL OR as_epoch(NEW.last_modified) = as_epoch(previous) THEN
                NEW.last_modified := current;
            END IF;
            RETURN NEW;
        END;
        $$ LANGUAGE plpgsql;
        CREATE TRIGGER tgr_records_last_modified BEFORE INSERT OR UPDATE OF data ON records FOR EACH ROW EXECUTE PROCEDURE bump_timestamp();
        CREATE TABLE metadata (name varchar(128) NOT NULL, value varchar(512) NOT NULL);
        INSERT INTO metadata VALUES ('created_at', '2015-01-01 00:00:00+00'), ('storage_schema_version', '9'), ('storage_schema_version', '17');
        INSERT INTO records (id, parent_id, collection_id, last_modified, data) VALUES
            ('b', '', 'bucket', '2017-01-01 00:00:00.000400', '{}'),
            ('c', '/buckets/b', 'collection', '2017-01-02 00:00:00.000500', '{}'),
            ('r', '/buckets/b/collections/c', 'record', '2017-01-03 00:00:00.123456', '{"a": 1}'),
            ('both', '/buckets/b/collections/c', 'record', '2017-01-03 00:00:01', '{"alive": true}');
        INSERT INTO deleted VALUES
            ('gone', '/buckets/b/collections/c', 'record', '2017-01-04 00:00:00.999999'),
            ('both', '/buckets/b/collections/c', 'record', '2017-01-03 00:00:00.5');
        INSERT INTO timestamps VALUES ('/buckets/b', 'group', '2017-01-05 00:00:00.000001');
        CREATE TABLE user_principals (user_id text, principal text, PRIMARY KEY (user_id, principal));
        CREATE TABLE access_control_entries (object_id text, permission text, principal text, PRIMARY KEY (object_id, permission, principal));
        CREATE INDEX idx_access_control_entries_object_id ON access_control_entries (object_id);
        CREATE INDEX idx_access_control_entries_permission ON access_control_entries (permission);
        CREATE INDEX idx_access_control_entries_principal ON access_control_entries (principal);
        INSERT INTO user_principals VALUES ('account:alice', '/buckets/b/groups/g');
        INSERT INTO access_control_entries VALUES ('/buckets/b', 'write', '/buckets/b/groups/g');
        """;

    // From which to which version, and what Kinto did to get there, in short.
    static readonly (int Version, string Statements)[] _steps =
    [
        (18, """
            ALTER TABLE records ADD COLUMN deleted boolean NOT NULL DEFAULT FALSE;
            INSERT INTO records (id, parent_id, collection_id, data, last_modified, deleted)
            SELECT id, parent_id, collection_id, '{"deleted": true}', last_modified, TRUE FROM deleted ON CONFLICT (id, parent_id, collection_id) DO NOTHING;
            """),
        (19, """ALTER TABLE records ALTER id TYPE text COLLATE "C", ALTER parent_id TYPE text COLLATE "C", ALTER collection_id TYPE text COLLATE "C";"""),
        (20, """ALTER TABLE timestamps ALTER parent_id TYPE text COLLATE "C", ALTER collection_id TYPE text COLLATE "C";"""),
        (21, """
            ALTER TABLE records RENAME COLUMN collection_id TO resource_name;
            ALTER TABLE records RENAME TO objects;
            ALTER TABLE timestamps RENAME COLUMN collection_id TO resource_name;
            ALTER INDEX idx_records_parent_id_collection_id_last_modified RENAME TO idx_objects_parent_id_resource_name_last_modified;
            ALTER INDEX idx_records_last_modified_epoch RENAME TO idx_objects_last_modified_epoch;
            ALTER TRIGGER tgr_records_last_modified ON objects RENAME TO tgr_objects_last_modified;
            """),
        (22, ""),
        (23, "CREATE INDEX idx_objects_resource_name_parent_id_deleted ON objects (resource_name, parent_id, deleted);"),
        (24, "CREATE INDEX idx_objects_history_userid_and_resourcename ON objects ((data->'user_id'), (data->'resource_name')) WHERE resource_name = 'history';"),
        (25, "CREATE INDEX idx_objects_parent_id_record_last_modified ON objects (parent_id, last_modified DESC) WHERE resource_name = 'record';"),
    ];

    /// <summary>The versions that there are.</summary>
    public static IEnumerable<int> Versions { get; } = [17, .. _steps.Select(static step => step.Version)];

    /// <summary>The statements that make a database of a version.</summary>
    public static string At(int version) => Version17 + string.Concat(_steps
        .TakeWhile(step => step.Version <= version)
        .Select(static step => string.Create(CultureInfo.InvariantCulture, $"{step.Statements}\nINSERT INTO metadata VALUES ('storage_schema_version', '{step.Version}');\n")));
}
