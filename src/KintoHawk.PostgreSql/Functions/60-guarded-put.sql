-- Looks and writes in one call (GuardedPut): stores an object, and changes its access list, if what contains it is still as expected and the caller may do so.
-- uris, partitions, resources, ids: the levels of the path, the object last. container_versions: of the levels before it.
-- known_principals, member_ids: the principals known of the caller, and the user ids whose groups are the caller's.
-- create_levels, create_permissions: entries of which the caller must hold one when there is no live object, as numbers of levels and permissions; NULL when
-- settings allow it. replace_*: the same when there is a live object. The other arguments are those of kintohawk_put and kintohawk_set_access.
-- No row: a container is not as expected. A row without moment: the caller may not. Nothing was changed then.
CREATE OR REPLACE FUNCTION kintohawk_guarded_put(
    lock_names text[], are_exclusive boolean[],
    uris text[], partitions text[], resources text[], ids text[], container_versions bigint[],
    known_principals text[], member_ids text[],
    create_levels integer[], create_permissions text[], replace_levels integer[], replace_permissions text[],
    new_data jsonb, requested bigint, condition smallint, expected_version bigint, wall_clock bigint,
    replaced_permissions text[], added_permissions text[], added_principals text[])
RETURNS TABLE (is_new boolean, moment bigint, permissions text[], principals text[]) AS $$
DECLARE
    place integer := cardinality(uris);
    of_uri text := uris[place];
    live bigint;
    wanted_levels integer[];
    wanted_permissions text[];
    needs_entry boolean;
    assigned bigint;
BEGIN
    PERFORM kintohawk_lock(lock_names, are_exclusive);

    PERFORM 1
       -- The limit tells the planner how few these are, so that it does not plan anew each time.
       FROM (SELECT * FROM unnest(partitions, resources, ids, container_versions) AS given(parent_id, resource_name, id, version) LIMIT 3) AS container
       LEFT JOIN LATERAL (SELECT last_modified
                            FROM objects
                           WHERE objects.id = container.id AND objects.parent_id = container.parent_id AND objects.resource_name = container.resource_name
                             AND NOT deleted
                           LIMIT 1) AS present ON TRUE
      WHERE container.version IS NOT NULL
        AND (extract(epoch FROM present.last_modified) * 1000)::bigint IS DISTINCT FROM container.version;
    IF FOUND THEN
        RETURN;
    END IF;

    SELECT (extract(epoch FROM last_modified) * 1000)::bigint
      INTO live
      FROM objects
     WHERE objects.id = ids[place] AND objects.parent_id = partitions[place] AND objects.resource_name = resources[place] AND NOT deleted;
    IF live IS NULL THEN
        wanted_levels := create_levels;
        wanted_permissions := create_permissions;
    ELSE
        wanted_levels := replace_levels;
        wanted_permissions := replace_permissions;
    END IF;
    needs_entry := wanted_levels IS NOT NULL;
    IF needs_entry THEN
        PERFORM 1
           FROM unnest(wanted_levels, wanted_permissions) AS wanted(level, permission)
           JOIN access_control_entries AS entry ON entry.object_id = uris[wanted.level] AND entry.permission = wanted.permission
          WHERE entry.principal = ANY (known_principals)
             OR (entry.principal LIKE '/%'
                 AND EXISTS (SELECT 1 FROM user_principals AS membership WHERE membership.user_id = ANY (member_ids) AND membership.principal = entry.principal))
          LIMIT 1;
        IF NOT FOUND THEN
            RETURN QUERY SELECT NULL::boolean, NULL::bigint, NULL::text[], NULL::text[];
            RETURN;
        END IF;
    END IF;

    assigned := kintohawk_put(
        resources[place], partitions[place], ids[place], new_data, requested, condition, expected_version, wall_clock,
        resources[place - 1], partitions[place - 1], ids[place - 1], NULL, NULL);
    PERFORM kintohawk_set_access(
        array_fill(of_uri, ARRAY[cardinality(replaced_permissions)]), replaced_permissions,
        array_fill(of_uri, ARRAY[cardinality(added_permissions)]), added_permissions, added_principals);
    RETURN QUERY
    SELECT live IS NULL, assigned, array_agg(entry.permission), array_agg(entry.principal)
      FROM access_control_entries AS entry
     WHERE entry.object_id = of_uri;
END;
$$ LANGUAGE plpgsql;
