-- The table of Kinto's cache (kinto-postgres §1).

CREATE TABLE IF NOT EXISTS cache (
    key   varchar(256) PRIMARY KEY,
    value text NOT NULL,
    ttl   timestamp DEFAULT NULL
);

CREATE INDEX IF NOT EXISTS idx_cache_ttl ON cache (ttl);

CREATE OR REPLACE FUNCTION sec2ttl(seconds float) RETURNS timestamp AS $$
BEGIN
    IF seconds IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN now() + (seconds || ' SECOND')::interval;
END;
$$ LANGUAGE plpgsql;
