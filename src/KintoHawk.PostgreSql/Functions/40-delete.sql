-- Forgets the objects and clocks below an object that is gone. '/' and the character after it enclose every path that starts with the URI and a slash, and no
-- look-alike: the columns compare byte by byte.
CREATE OR REPLACE FUNCTION kintohawk_delete_below(uri text, tombstone bigint) RETURNS void AS $$
DECLARE
    ahead_partitions text[];
    ahead_resources text[];
    ahead_clocks bigint[];
BEGIN
    SELECT array_agg(parent_id), array_agg(resource_name), array_agg(clock)
      INTO ahead_partitions, ahead_resources, ahead_clocks
      FROM (SELECT parent_id, resource_name, (extract(epoch FROM max(last_modified)) * 1000)::bigint AS clock
              FROM (SELECT parent_id, resource_name, last_modified FROM objects WHERE parent_id = uri
                    UNION ALL
                    SELECT parent_id, resource_name, last_modified FROM objects WHERE parent_id >= uri || '/' AND parent_id < uri || '0'
                    UNION ALL
                    SELECT parent_id, resource_name, last_modified FROM timestamps WHERE parent_id = uri
                    UNION ALL
                    SELECT parent_id, resource_name, last_modified FROM timestamps WHERE parent_id >= uri || '/' AND parent_id < uri || '0') AS below
             GROUP BY parent_id, resource_name) AS clocks
     WHERE clock >= tombstone;

    DELETE FROM objects WHERE parent_id = uri;
    DELETE FROM objects WHERE parent_id >= uri || '/' AND parent_id < uri || '0';
    DELETE FROM timestamps WHERE parent_id = uri;
    DELETE FROM timestamps WHERE parent_id >= uri || '/' AND parent_id < uri || '0';

    -- A set that is ahead of the tombstone could, made again, start behind what clients have seen: its clock outlives it, one tick on.
    FOR place IN 1 .. coalesce(cardinality(ahead_clocks), 0) LOOP
        PERFORM kintohawk_remember_clock(ahead_resources[place], ahead_partitions[place], ahead_clocks[place] + 1);
    END LOOP;
END;
$$ LANGUAGE plpgsql;

-- Deletes one live object (Change.Delete), with the objects below it when has_below, and answers the timestamp of its tombstone. See kintohawk_put for the
-- arguments and the refusals.
CREATE OR REPLACE FUNCTION kintohawk_delete(
    of_resource text, of_partition text, of_id text,
    requested bigint, condition smallint, expected_version bigint, wall_clock bigint,
    uri_prefix text, has_below boolean, place integer DEFAULT 0)
RETURNS bigint AS $$
DECLARE
    present_moment timestamp;
    newest timestamp;
    live bigint;
    clock bigint;
    assigned bigint;
    moment timestamp;
BEGIN
    SELECT present.last_modified,
           greatest(
               (SELECT last_modified FROM objects WHERE parent_id = of_partition AND resource_name = of_resource ORDER BY last_modified DESC LIMIT 1),
               (SELECT last_modified FROM timestamps WHERE parent_id = of_partition AND resource_name = of_resource))
      INTO present_moment, newest
      FROM objects AS present
     WHERE present.id = of_id AND present.parent_id = of_partition AND present.resource_name = of_resource AND NOT present.deleted;
    live := (extract(epoch FROM present_moment) * 1000)::bigint;
    IF live IS NULL OR condition = 1 OR (condition = 3 AND live <> expected_version) THEN
        RAISE EXCEPTION USING ERRCODE = 'KH001', MESSAGE = place::text;
    END IF;

    -- SetClock.ForTombstone and SetClock.Assign.
    clock := (extract(epoch FROM newest) * 1000)::bigint;
    assigned := requested;
    IF assigned IS NULL OR assigned <= live OR assigned = clock THEN
        assigned := greatest(coalesce(wall_clock, kintohawk_now()), clock + 1);
    END IF;
    moment := timestamp 'epoch' + assigned * interval '1 millisecond';
    IF assigned <= clock THEN
        PERFORM 1
           FROM objects
          WHERE parent_id = of_partition AND resource_name = of_resource AND id <> of_id
            AND last_modified >= moment - interval '500 microseconds' AND last_modified < moment + interval '500 microseconds';
        IF FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'KH002', MESSAGE = place::text;
        END IF;
    END IF;

    UPDATE objects
       SET data = '{"deleted": true}', deleted = TRUE, last_modified = moment
     WHERE id = of_id AND parent_id = of_partition AND resource_name = of_resource AND last_modified = present_moment AND NOT deleted
    RETURNING (extract(epoch FROM last_modified) * 1000)::bigint INTO assigned;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '40001', MESSAGE = 'The object was changed at the same time.';
    END IF;
    IF assigned < clock AND (kintohawk_own_timestamp(of_resource, of_partition) < clock) IS NOT FALSE THEN
        PERFORM kintohawk_remember_clock(of_resource, of_partition, clock);
    END IF;
    IF has_below THEN
        PERFORM kintohawk_delete_below(uri_prefix || of_id, assigned);
    END IF;
    RETURN assigned;
END;
$$ LANGUAGE plpgsql;

-- Deletes many objects of one set, one after the other. Those that nothing lives in and that ask for no timestamp are one statement.
-- The text of a refusal is the place of the change, beginning with 0.
CREATE OR REPLACE FUNCTION kintohawk_delete_many(
    of_resource text, of_partition text, of_ids text[],
    requested bigint[], conditions smallint[], expected_versions bigint[], wall_clock bigint,
    uri_prefix text, has_below boolean)
RETURNS bigint[] AS $$
DECLARE
    answers bigint[] := '{}';
    refused bigint;
    first_moment bigint;
    affected bigint;
BEGIN
    IF has_below OR requested IS NOT NULL THEN
        FOR place IN 1 .. cardinality(of_ids) LOOP
            answers := answers || kintohawk_delete(
                of_resource, of_partition, of_ids[place], requested[place], conditions[place], expected_versions[place], wall_clock,
                uri_prefix, has_below, place - 1);
        END LOOP;
        RETURN answers;
    END IF;

    SELECT min(victim.place)
      INTO refused
      FROM (SELECT id, condition, expected_version, place, row_number() OVER (PARTITION BY id ORDER BY place) AS occurrence
              FROM unnest(of_ids, conditions, expected_versions) WITH ORDINALITY AS given(id, condition, expected_version, place)) AS victim
      LEFT JOIN objects AS present
        ON present.id = victim.id AND present.parent_id = of_partition AND present.resource_name = of_resource AND NOT present.deleted
     WHERE present.id IS NULL
        OR victim.occurrence > 1
        OR victim.condition = 1
        OR (victim.condition = 3 AND (extract(epoch FROM present.last_modified) * 1000)::bigint <> victim.expected_version);
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'KH001', MESSAGE = (refused - 1)::text;
    END IF;

    first_moment := greatest(coalesce(wall_clock, kintohawk_now()), kintohawk_own_timestamp(of_resource, of_partition) + 1);
    -- Moments that are all ahead of the clock and each its own: the trigger of the table leaves them alone unless a writer who does not take our locks was
    -- faster, and then what it made of them is answered.
    WITH buried AS (
        UPDATE objects
           SET data = '{"deleted": true}', deleted = TRUE, last_modified = timestamp 'epoch' + (first_moment + victim.place - 1) * interval '1 millisecond'
          FROM unnest(of_ids) WITH ORDINALITY AS victim(id, place)
         WHERE objects.id = victim.id AND objects.parent_id = of_partition AND objects.resource_name = of_resource AND NOT objects.deleted
        RETURNING victim.place, (extract(epoch FROM objects.last_modified) * 1000)::bigint AS moment)
    SELECT array_agg(moment ORDER BY place), count(*)
      INTO answers, affected
      FROM buried;
    IF affected <> cardinality(of_ids) THEN
        RAISE EXCEPTION USING ERRCODE = '40001', MESSAGE = 'An object was changed at the same time.';
    END IF;
    RETURN answers;
END;
$$ LANGUAGE plpgsql;

-- Forgets these objects of a set without tombstones when they are more than tolerated, with what is below them (Change.Trim), and answers their URIs. The clock
-- of the set stays where it is.
CREATE OR REPLACE FUNCTION kintohawk_forget(
    of_resource text, of_partition text, of_ids text[], tolerated bigint, uri_prefix text, has_below boolean)
RETURNS text[] AS $$
DECLARE
    clock bigint := kintohawk_own_timestamp(of_resource, of_partition);
    uris text[];
BEGIN
    IF cardinality(of_ids) <= tolerated THEN
        RETURN '{}';
    END IF;
    uris := ARRAY(SELECT uri_prefix || id FROM unnest(of_ids) AS forgotten(id));
    DELETE FROM objects WHERE id = ANY (of_ids) AND parent_id = of_partition AND resource_name = of_resource AND NOT deleted;
    IF has_below THEN
        FOR place IN 1 .. cardinality(uris) LOOP
            PERFORM kintohawk_delete_below(uris[place], clock);
        END LOOP;
    END IF;
    IF (kintohawk_own_timestamp(of_resource, of_partition) >= clock) IS NOT TRUE THEN
        PERFORM kintohawk_remember_clock(of_resource, of_partition, clock);
    END IF;
    RETURN uris;
END;
$$ LANGUAGE plpgsql;
