-- When the database was made: what sets show that were never written to and are in nothing.
CREATE OR REPLACE FUNCTION kintohawk_created_at() RETURNS bigint AS $$
BEGIN
    RETURN coalesce((SELECT (extract(epoch FROM min(value::timestamptz)) * 1000)::bigint FROM metadata WHERE name = 'created_at'), 0);
END;
$$ LANGUAGE plpgsql STABLE;

-- The timestamp of a set; NULL before its first write.
CREATE OR REPLACE FUNCTION kintohawk_own_timestamp(of_resource text, of_partition text) RETURNS bigint AS $$
DECLARE
    newest timestamp;
BEGIN
    SELECT greatest(
               (SELECT last_modified FROM objects WHERE parent_id = of_partition AND resource_name = of_resource ORDER BY last_modified DESC LIMIT 1),
               (SELECT last_modified FROM timestamps WHERE parent_id = of_partition AND resource_name = of_resource))
      INTO newest;
    RETURN (extract(epoch FROM newest) * 1000)::bigint;
END;
$$ LANGUAGE plpgsql;

-- What a set shows: its own timestamp, before its first write that of the object it is in, or of the database. A container that is read for that is held until
-- the transaction ends: a container that moved meanwhile could show a later moment than the first write.
-- Without a partition: what all sets of a kind show together whose objects are each a partition of their own (accounts).
CREATE OR REPLACE FUNCTION kintohawk_shown_timestamp(
    of_resource text, of_partition text, container_resource text, container_partition text, container_id text)
RETURNS bigint AS $$
DECLARE
    shown bigint;
    container_moment timestamp;
BEGIN
    IF of_partition IS NULL THEN
        SELECT (extract(epoch FROM greatest(
                   (SELECT max(last_modified) FROM objects WHERE resource_name = of_resource AND parent_id = id),
                   (SELECT max(last_modified) FROM timestamps WHERE resource_name = of_resource))) * 1000)::bigint
          INTO shown;
    ELSE
        shown := kintohawk_own_timestamp(of_resource, of_partition);
        IF shown IS NULL AND container_resource IS NOT NULL THEN
            SELECT last_modified INTO container_moment
              FROM objects
             WHERE id = container_id AND parent_id = container_partition AND resource_name = container_resource AND NOT deleted
               FOR SHARE;
            shown := (extract(epoch FROM container_moment) * 1000)::bigint;
        END IF;
    END IF;
    RETURN coalesce(shown, kintohawk_created_at());
END;
$$ LANGUAGE plpgsql;

-- Refuses the command unless the set still shows what is expected (ChangeSet.ExpectedClock).
CREATE OR REPLACE FUNCTION kintohawk_expect_clock(
    of_resource text, of_partition text, container_resource text, container_partition text, container_id text, expected bigint)
RETURNS void AS $$
BEGIN
    IF kintohawk_shown_timestamp(of_resource, of_partition, container_resource, container_partition, container_id) <> expected THEN
        RAISE EXCEPTION USING ERRCODE = 'KH001', MESSAGE = '-1';
    END IF;
END;
$$ LANGUAGE plpgsql;

-- Keeps the clock of a set from going back behind this moment.
CREATE OR REPLACE FUNCTION kintohawk_remember_clock(of_resource text, of_partition text, moment bigint) RETURNS void AS $$
BEGIN
    INSERT INTO timestamps (parent_id, resource_name, last_modified)
    VALUES (of_partition, of_resource, timestamp 'epoch' + moment * interval '1 millisecond')
    ON CONFLICT (parent_id, resource_name)
    DO UPDATE SET last_modified = greatest(timestamps.last_modified, excluded.last_modified);
END;
$$ LANGUAGE plpgsql;

-- The clock of the database, which all servers share; read when a write is done, not when it began to wait.
CREATE OR REPLACE FUNCTION kintohawk_now() RETURNS bigint AS $$
BEGIN
    RETURN floor(date_part('epoch', clock_timestamp()) * 1000)::bigint;
END;
$$ LANGUAGE plpgsql VOLATILE;

-- Keeps the timestamps that changes leave behind for later changes of the same command that tell them (Change.Put.Stamp). Answers what it was given.
CREATE OR REPLACE FUNCTION kintohawk_keep_stamps(changes integer[], moments bigint[]) RETURNS bigint[] AS $$
DECLARE
    kept bigint[] := coalesce(nullif(current_setting('kintohawk.stamps', true), ''), '{}')::bigint[];
BEGIN
    FOR place IN 1 .. cardinality(changes) LOOP
        kept[changes[place]] := moments[place];
    END LOOP;
    PERFORM set_config('kintohawk.stamps', kept::text, true);
    RETURN moments;
END;
$$ LANGUAGE plpgsql;

-- Data with the timestamp of an earlier change of the same command between its parts.
CREATE OR REPLACE FUNCTION kintohawk_stamped(head text, change integer, tail text) RETURNS jsonb AS $$
BEGIN
    RETURN (head || (current_setting('kintohawk.stamps')::bigint[])[change] || tail)::jsonb;
END;
$$ LANGUAGE plpgsql;
