-- Several servers may start at the same time: one of them makes the table.
SELECT pg_advisory_xact_lock(hashtextextended('kintohawk.cache.schema', 0))
