-- Storage schema 23 to 24: to find what a user did to a kind of object, for trimming the history.
CREATE INDEX IF NOT EXISTS idx_objects_history_userid_and_resourcename
    ON objects ((data->'user_id'), (data->'resource_name'))
    WHERE resource_name = 'history';

INSERT INTO metadata (name, value) VALUES ('storage_schema_version', '24');
