-- Changes no row when a live entry is there; ?4 is now.
INSERT INTO cache (key, value, expires)
VALUES (?1, ?2, ?3)
ON CONFLICT (key)
DO UPDATE SET value = excluded.value, expires = excluded.expires WHERE cache.expires <= ?4
