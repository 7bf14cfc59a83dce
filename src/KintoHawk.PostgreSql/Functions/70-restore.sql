-- Puts an object or tombstone of an archive where it belongs, with its own timestamp, or without one with the next tick of the set.
CREATE OR REPLACE FUNCTION kintohawk_restore(
    of_resource text, of_partition text, of_id text, new_data jsonb, wanted bigint, is_tombstone boolean, wall_clock bigint,
    container_resource text, container_partition text, container_id text)
RETURNS void AS $$
DECLARE
    clock bigint := kintohawk_own_timestamp(of_resource, of_partition);
    moment timestamp;
BEGIN
    IF wanted IS NULL THEN
        wanted := greatest(
            coalesce(wall_clock, kintohawk_now()),
            kintohawk_shown_timestamp(of_resource, of_partition, container_resource, container_partition, container_id) + 1);
    END IF;
    moment := timestamp 'epoch' + wanted * interval '1 millisecond';
    INSERT INTO objects (id, parent_id, resource_name, last_modified, data, deleted)
    VALUES (of_id, of_partition, of_resource, moment, new_data, is_tombstone)
    ON CONFLICT (id, parent_id, resource_name)
    DO UPDATE SET last_modified = excluded.last_modified, data = excluded.data, deleted = excluded.deleted;
    -- The trigger of the table moves a timestamp on that is the newest of the set; it does not look at this statement, which leaves the data alone.
    UPDATE objects
       SET last_modified = moment
     WHERE id = of_id AND parent_id = of_partition AND resource_name = of_resource AND last_modified <> moment;
    -- The row that was replaced may have been the newest: the clock of the set does not go back with it.
    IF wanted < clock AND (kintohawk_own_timestamp(of_resource, of_partition) < clock) IS NOT FALSE THEN
        PERFORM kintohawk_remember_clock(of_resource, of_partition, clock);
    END IF;
END;
$$ LANGUAGE plpgsql;
