-- What a Kinto with accounts, history and personal buckets has written, by the statements of kinto-postgres §3. The secret is the one of kinto.ini; every password
-- is the one of the tests. Explicit timestamps are from_epoch(...), as the statements have them; the rows with microseconds are as versions before schema 22 left
-- them, so that the trigger must be off for these.

-- Accounts. The hashes were made by the bcrypt that Kinto uses, with its cost of 12 and with a small one.
INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted) VALUES ('alice', 'alice', 'account', '{"password": "$2b$12$HIx2huoNsGA8X.8f9PUuJe9k3Hzu9oPmJ5MZnz0tEAHj2KIxbLS8."}', from_epoch(1795412581100), FALSE)
ON CONFLICT (id, parent_id, resource_name) DO UPDATE SET last_modified = from_epoch(NULL), data = EXCLUDED.data, deleted = FALSE WHERE objects.deleted = TRUE;
INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted) VALUES
    ('bob', 'bob', 'account', '{"password": "$2b$04$jElaC9xQ0L.001NIFhsCze.Wzkq5PBisInpEX6pSjFVC5s6gNbABm", "colour": "blue"}', from_epoch(NULL), FALSE),
    ('off_50@example.com', 'off_50@example.com', 'account', '{"password": "$2b$04$jElaC9xQ0L.001NIFhsCze.Wzkq5PBisInpEX6pSjFVC5s6gNbABm"}', from_epoch(NULL), FALSE),
    ('offx50@example.com', 'offx50@example.com', 'account', '{"password": "$2b$04$jElaC9xQ0L.001NIFhsCze.Wzkq5PBisInpEX6pSjFVC5s6gNbABm"}', from_epoch(NULL), FALSE);
INSERT INTO access_control_entries (object_id, permission, principal) VALUES
    ('/accounts/alice', 'write', 'account:alice'), ('/accounts/bob', 'write', 'account:bob'),
    ('/accounts/off_50@example.com', 'write', 'account:off_50@example.com'), ('/accounts/offx50@example.com', 'write', 'account:offx50@example.com');

-- Buckets whose names are the same to LIKE.
INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted) VALUES
    ('blog', '', 'bucket', '{"title": "Blog", "rate": 1.0, "big": 12345678901234567890}', from_epoch(1795412582834), FALSE),
    ('a_b', '', 'bucket', '{}', from_epoch(1795412582845), FALSE),
    ('axb', '', 'bucket', '{}', from_epoch(1795412582850), FALSE);
INSERT INTO access_control_entries (object_id, permission, principal) VALUES
    ('/buckets/blog', 'write', 'account:alice'), ('/buckets/blog', 'collection:create', 'account:bob'),
    ('/buckets/a_b', 'write', 'account:alice'), ('/buckets/axb', 'write', 'account:alice');

-- A group, and the rows by which its members have its principal.
INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted) VALUES ('staff', '/buckets/blog', 'group', '{"members": ["account:bob"], "colour": "red"}', from_epoch(NULL), FALSE);
INSERT INTO access_control_entries (object_id, permission, principal) VALUES ('/buckets/blog/groups/staff', 'write', 'account:alice');
INSERT INTO user_principals (user_id, principal) SELECT 'account:bob', '/buckets/blog/groups/staff' WHERE NOT EXISTS (SELECT principal FROM user_principals WHERE user_id = 'account:bob' AND principal = '/buckets/blog/groups/staff');

INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted) VALUES
    ('posts', '/buckets/blog', 'collection', '{"sort": "-last_modified"}', from_epoch(1795412583001), FALSE),
    ('empty', '/buckets/blog', 'collection', '{}', from_epoch(1795412583002), FALSE),
    ('old', '/buckets/blog', 'collection', '{}', from_epoch(1795412583003), FALSE),
    ('c', '/buckets/a_b', 'collection', '{}', from_epoch(1795412583004), FALSE),
    ('c', '/buckets/axb', 'collection', '{}', from_epoch(1795412583005), FALSE);
INSERT INTO access_control_entries (object_id, permission, principal) VALUES
    ('/buckets/blog/collections/posts', 'write', 'account:alice'), ('/buckets/blog/collections/posts', 'record:create', '/buckets/blog/groups/staff'),
    ('/buckets/blog/collections/empty', 'write', 'account:alice'), ('/buckets/blog/collections/old', 'read', 'system.Everyone'),
    ('/buckets/a_b/collections/c', 'write', 'account:alice'), ('/buckets/axb/collections/c', 'write', 'account:alice');

-- Records: one shared with a group, one written twice, one deleted, one deleted and made again. Ids with underscores.
INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted) VALUES
    ('p_1', '/buckets/blog/collections/posts', 'record', '{"n": 1, "text": "Grüße \u0001 \ud83d\ude00", "nested": {"list": [1, 2.50, null, true]}}', from_epoch(1795412584001), FALSE),
    ('px1', '/buckets/blog/collections/posts', 'record', '{"n": 2}', from_epoch(1795412584002), FALSE),
    ('gone', '/buckets/blog/collections/posts', 'record', '{"n": 3}', from_epoch(1795412584003), FALSE),
    ('again', '/buckets/blog/collections/posts', 'record', '{"n": 4}', from_epoch(1795412584004), FALSE),
    ('r', '/buckets/a_b/collections/c', 'record', '{}', from_epoch(1795412584005), FALSE),
    ('r', '/buckets/axb/collections/c', 'record', '{}', from_epoch(1795412584006), FALSE);
INSERT INTO access_control_entries (object_id, permission, principal) VALUES
    ('/buckets/blog/collections/posts/records/p_1', 'write', 'account:alice'), ('/buckets/blog/collections/posts/records/p_1', 'read', '/buckets/blog/groups/staff');
UPDATE objects SET deleted = TRUE, data = '{"deleted":true}', last_modified = from_epoch(1795412584010) WHERE id = 'gone' AND parent_id = '/buckets/blog/collections/posts' AND resource_name = 'record' AND NOT deleted;
UPDATE objects SET deleted = TRUE, data = '{"deleted":true}', last_modified = from_epoch(1795412584011) WHERE id = 'again' AND parent_id = '/buckets/blog/collections/posts' AND resource_name = 'record' AND NOT deleted;
INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted) VALUES ('again', '/buckets/blog/collections/posts', 'record', '{"n": 5}', from_epoch(1795412584012), FALSE)
ON CONFLICT (id, parent_id, resource_name) DO UPDATE SET last_modified = from_epoch(1795412584012), data = EXCLUDED.data, deleted = FALSE WHERE objects.deleted = TRUE;

-- A set that was only ever looked at.
INSERT INTO timestamps (parent_id, resource_name, last_modified) VALUES ('/buckets/blog/collections/empty', 'record', '2026-11-23 05:43:03.123456'), ('', 'bucket', '2026-11-23 05:43:00.987654');

-- Timestamps with microseconds: shown rounded to 1795412585001, ...002 (below the half) and ...003 (above it).
ALTER TABLE objects DISABLE TRIGGER tgr_objects_last_modified;
INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted) VALUES
    ('m1', '/buckets/blog/collections/old', 'record', '{"n": 1}', '2026-11-23 05:43:05.001', FALSE),
    ('m2', '/buckets/blog/collections/old', 'record', '{"n": 2}', '2026-11-23 05:43:05.002345', FALSE),
    ('m3', '/buckets/blog/collections/old', 'record', '{"n": 3}', '2026-11-23 05:43:05.002678', FALSE);
ALTER TABLE objects ENABLE TRIGGER tgr_objects_last_modified;

-- History of one creation, with the entries of who may read it.
INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted) VALUES ('0769cc2f-0aa9-458e-ae5b-26187c10549f', '/buckets/blog', 'history', '{"uri": "/buckets/blog/collections/posts/records/p_1", "date": "2026-11-23T05:43:04.001489+00:00", "action": "create", "target": {"data": {"id": "p_1", "n": 1, "last_modified": 1795412584001}, "permissions": {"write": ["account:alice"]}}, "user_id": "account:alice", "collection_id": "posts", "record_id": "p_1", "resource_name": "record"}', from_epoch(1795412584002), FALSE);
INSERT INTO access_control_entries (object_id, permission, principal) VALUES ('/buckets/blog/history/0769cc2f-0aa9-458e-ae5b-26187c10549f', 'read', 'account:alice');

-- The personal bucket of account:alice under the secret of kinto.ini.
INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted) VALUES
    ('73141b75-6d02-0c03-6aee-82ad1ea55d41', '', 'bucket', '{}', from_epoch(1795412586001), FALSE),
    ('tasks', '/buckets/73141b75-6d02-0c03-6aee-82ad1ea55d41', 'collection', '{}', from_epoch(1795412586002), FALSE),
    ('t1', '/buckets/73141b75-6d02-0c03-6aee-82ad1ea55d41/collections/tasks', 'record', '{"who": "alice"}', from_epoch(1795412586003), FALSE);
INSERT INTO access_control_entries (object_id, permission, principal) VALUES ('/buckets/73141b75-6d02-0c03-6aee-82ad1ea55d41', 'write', 'account:alice');
