-- The trigger of the table of objects as storage schema 26 has it (kinto-postgres §2).

-- Gives a write its timestamp: the one it brings, or, without one or with that of its set, the next tick.
CREATE OR REPLACE FUNCTION bump_timestamp() RETURNS trigger AS $$
DECLARE
    previous bigint;
    current bigint;
BEGIN
    SELECT as_epoch(max(newest.last_modified)) INTO previous
      FROM ((SELECT last_modified
               FROM objects
              WHERE parent_id = NEW.parent_id AND resource_name = NEW.resource_name
              ORDER BY last_modified DESC
              LIMIT 1)
            UNION
            (SELECT last_modified
               FROM timestamps
              WHERE parent_id = NEW.parent_id AND resource_name = NEW.resource_name)) AS newest;

    current := as_epoch(clock_timestamp()::timestamp);
    IF previous IS NOT NULL AND previous >= current THEN
        current := previous + 1;
    END IF;

    IF NEW.last_modified IS NULL OR (previous IS NOT NULL AND as_epoch(NEW.last_modified) = previous) THEN
        NEW.last_modified := from_epoch(current);
    END IF;

    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS tgr_objects_last_modified ON objects;
CREATE TRIGGER tgr_objects_last_modified
    BEFORE INSERT OR UPDATE OF data ON objects
    FOR EACH ROW EXECUTE PROCEDURE bump_timestamp();
