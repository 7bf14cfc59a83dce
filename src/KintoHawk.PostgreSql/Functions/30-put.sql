-- Creates or replaces an object (Change.Put) and answers its timestamp. The caller holds the lock of the set.
-- condition: 0 whatever, 1 absent, 2 present, 3 at expected_version (Expected.Kind).
-- wall_clock: NULL for the clock of the database.
-- container_*: where the object is that contains this one; NULL when nothing does.
-- children, uri_prefix: the kinds that live inside, and the URI up to the id; NULL for kinds that contain nothing.
-- place: of this change among several, the text of a refusal.
-- Refuses with KH001 (expectation) or KH002 (timestamp); 40001 when a writer who does not take our locks was faster, to be tried again.
CREATE OR REPLACE FUNCTION kintohawk_put(
    of_resource text, of_partition text, of_id text, new_data jsonb,
    requested bigint, condition smallint, expected_version bigint, wall_clock bigint,
    container_resource text, container_partition text, container_id text,
    uri_prefix text, children text[], place integer DEFAULT 0)
RETURNS bigint AS $$
DECLARE
    container_moment timestamp;
    present_moment timestamp;
    present_deleted boolean;
    newest timestamp;
    live bigint;
    clock bigint;
    assigned bigint;
    moment timestamp;
BEGIN
    SELECT (SELECT last_modified
              FROM objects
             WHERE id = container_id AND parent_id = container_partition AND resource_name = container_resource AND NOT deleted),
           present.last_modified,
           present.deleted,
           greatest(
               (SELECT last_modified FROM objects WHERE parent_id = of_partition AND resource_name = of_resource ORDER BY last_modified DESC LIMIT 1),
               (SELECT last_modified FROM timestamps WHERE parent_id = of_partition AND resource_name = of_resource))
      INTO container_moment, present_moment, present_deleted, newest
      FROM (SELECT) AS always
      LEFT JOIN objects AS present ON present.id = of_id AND present.parent_id = of_partition AND present.resource_name = of_resource;

    IF container_resource IS NOT NULL AND container_moment IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'KH001', MESSAGE = place::text;
    END IF;
    IF NOT present_deleted THEN
        live := (extract(epoch FROM present_moment) * 1000)::bigint;
    END IF;
    IF condition <> 0 AND NOT (CASE condition WHEN 1 THEN live IS NULL WHEN 2 THEN live IS NOT NULL ELSE live IS NOT DISTINCT FROM expected_version END) THEN
        RAISE EXCEPTION USING ERRCODE = 'KH001', MESSAGE = place::text;
    END IF;

    IF newest IS NULL THEN
        clock := kintohawk_shown_timestamp(of_resource, of_partition, container_resource, container_partition, container_id);
    ELSE
        clock := (extract(epoch FROM newest) * 1000)::bigint;
    END IF;

    -- SetClock.ForUpdate and SetClock.Assign.
    assigned := requested;
    IF assigned IS NULL OR assigned <= live OR assigned = clock THEN
        assigned := greatest(coalesce(wall_clock, kintohawk_now()), clock + 1);
    END IF;
    moment := timestamp 'epoch' + assigned * interval '1 millisecond';
    -- Nothing is ahead of the clock. Timestamps of old databases have microseconds, and are shown rounded.
    IF assigned <= clock THEN
        PERFORM 1
           FROM objects
          WHERE parent_id = of_partition AND resource_name = of_resource AND id <> of_id
            AND last_modified >= moment - interval '500 microseconds' AND last_modified < moment + interval '500 microseconds';
        IF FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'KH002', MESSAGE = place::text;
        END IF;
    END IF;

    -- The trigger of the table may move it on, when somebody who does not take our locks has written to the set meanwhile.
    IF present_moment IS NULL THEN
        INSERT INTO objects (id, parent_id, resource_name, last_modified, data, deleted)
        VALUES (of_id, of_partition, of_resource, moment, new_data, FALSE)
        RETURNING (extract(epoch FROM last_modified) * 1000)::bigint INTO assigned;
    ELSE
        UPDATE objects
           SET data = new_data, deleted = FALSE, last_modified = moment
         WHERE id = of_id AND parent_id = of_partition AND resource_name = of_resource
           AND last_modified = present_moment AND deleted = present_deleted
        RETURNING (extract(epoch FROM last_modified) * 1000)::bigint INTO assigned;
        IF NOT FOUND THEN
            RAISE EXCEPTION USING ERRCODE = '40001', MESSAGE = 'The object was changed at the same time.';
        END IF;
    END IF;

    -- A write in the past may have moved the newest row away, or be the first of its set: the clock does not go back with it.
    IF assigned < clock THEN
        IF (kintohawk_own_timestamp(of_resource, of_partition) < clock) IS NOT FALSE THEN
            PERFORM kintohawk_remember_clock(of_resource, of_partition, clock);
        END IF;
        -- An object made with a timestamp of the past must not drag its empty lists into the past with it: an earlier object of that name may have had
        -- lists with later timestamps (kinto-api §25). What its own set shows is later than any of them.
        IF live IS NULL AND children IS NOT NULL THEN
            FOR child IN 1 .. cardinality(children) LOOP
                PERFORM kintohawk_remember_clock(children[child], uri_prefix || of_id, clock);
            END LOOP;
        END IF;
    END IF;
    RETURN assigned;
END;
$$ LANGUAGE plpgsql;

-- Several changes of that kind in one set, one after the other. Where one tells the timestamp of an earlier change of the command, that goes between heads and
-- tails; elsewhere the head is everything. stamps and tails are NULL when none does. The text of a refusal is the place of the change, beginning with 0.
CREATE OR REPLACE FUNCTION kintohawk_put_many(
    of_resource text, of_partition text, of_ids text[], heads text[], stamps integer[], tails text[],
    requested bigint[], conditions smallint[], expected_versions bigint[], wall_clock bigint,
    container_resource text, container_partition text, container_id text,
    uri_prefix text, children text[])
RETURNS bigint[] AS $$
DECLARE
    kept bigint[];
    answers bigint[] := '{}';
    whole text;
BEGIN
    IF stamps IS NOT NULL THEN
        kept := current_setting('kintohawk.stamps')::bigint[];
    END IF;
    FOR place IN 1 .. cardinality(of_ids) LOOP
        whole := heads[place];
        IF stamps[place] IS NOT NULL THEN
            whole := whole || kept[stamps[place]] || tails[place];
        END IF;
        answers := answers || kintohawk_put(
            of_resource, of_partition, of_ids[place], whole::jsonb,
            requested[place], conditions[place], expected_versions[place], wall_clock,
            container_resource, container_partition, container_id, uri_prefix, children, place - 1);
    END LOOP;
    RETURN answers;
END;
$$ LANGUAGE plpgsql;
