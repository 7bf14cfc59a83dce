-- Whether it is a copy, of whom, and how long ago it was last told anything.
SELECT pg_is_in_recovery(),
       (SELECT system_identifier FROM pg_control_system())::text,
       EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp())::float8,
       pg_last_wal_receive_lsn() IS NOT DISTINCT FROM pg_last_wal_replay_lsn()
