CREATE TABLE IF NOT EXISTS cache (
    key     TEXT    NOT NULL PRIMARY KEY,
    value   BLOB    NOT NULL,
    expires INTEGER NOT NULL -- milliseconds since 1970
) WITHOUT ROWID;

-- sweep, at every commit.
CREATE INDEX IF NOT EXISTS cache_by_expiry ON cache (expires);
