-- What a database is, and which of Kinto's functions it lacks. Works before there is a schema.
SELECT current_setting('server_version_num')::int,
       current_setting('server_version'),
       (SELECT datcollate FROM pg_database WHERE datname = current_database()),
       current_setting('TimeZone'),
       pg_is_in_recovery(),
       current_setting('transaction_read_only')::boolean,
       ARRAY(
           SELECT wanted
           FROM unnest(ARRAY['as_epoch', 'from_epoch', 'bump_timestamp']) AS wanted
           WHERE to_regclass('objects') IS NOT NULL
             AND NOT EXISTS (SELECT FROM pg_proc WHERE proname = wanted AND pg_function_is_visible(oid))),
       to_regclass('objects') IS NULL
           OR EXISTS (
               SELECT FROM pg_trigger
               WHERE tgrelid = to_regclass('objects')
                 AND tgname = 'tgr_objects_last_modified'
                 AND tgenabled <> 'D'),
       to_regclass('objects') IS NOT NULL,
       -- What ended while it was made serves nobody.
       ARRAY(
           SELECT indexrelid::regclass::text
           FROM pg_index
           WHERE NOT indisvalid AND indrelid IN (to_regclass('objects'), to_regclass('access_control_entries'), to_regclass('user_principals')))
