-- Removes what the access lists and groups have about objects that are gone and, when they had any, about what was below them.
CREATE OR REPLACE FUNCTION kintohawk_drop_access(uris text[], has_below boolean) RETURNS void AS $$
BEGIN
    DELETE FROM access_control_entries WHERE object_id = ANY (uris);
    DELETE FROM user_principals WHERE principal COLLATE "C" = ANY (uris);
    IF has_below THEN
        FOR place IN 1 .. cardinality(uris) LOOP
            DELETE FROM access_control_entries WHERE object_id >= uris[place] || '/' AND object_id < uris[place] || '0';
            DELETE FROM user_principals WHERE principal COLLATE "C" >= uris[place] || '/' AND principal COLLATE "C" < uris[place] || '0';
        END LOOP;
    END IF;
END;
$$ LANGUAGE plpgsql;

-- Empties the permissions that are replaced, then adds entries (Change.SetAccess); what is there already is not touched.
CREATE OR REPLACE FUNCTION kintohawk_set_access(
    replaced_uris text[], replaced_permissions text[], added_uris text[], added_permissions text[], added_principals text[])
RETURNS void AS $$
BEGIN
    IF cardinality(replaced_uris) > 0 THEN
        DELETE FROM access_control_entries AS entry
         USING unnest(replaced_uris, replaced_permissions) AS replaced(uri, permission)
         WHERE entry.object_id = replaced.uri AND entry.permission = replaced.permission
           AND NOT EXISTS (SELECT 1
                             FROM unnest(added_uris, added_permissions, added_principals) AS added(uri, permission, principal)
                            WHERE added.uri = entry.object_id AND added.permission = entry.permission AND added.principal = entry.principal);
    END IF;
    IF cardinality(added_uris) > 0 THEN
        INSERT INTO access_control_entries (object_id, permission, principal)
        SELECT uri, permission, principal
          FROM unnest(added_uris, added_permissions, added_principals) AS added(uri, permission, principal)
        ON CONFLICT DO NOTHING;
    END IF;
END;
$$ LANGUAGE plpgsql;

-- Makes these users, and no others, members of a group (Change.SetMembers).
CREATE OR REPLACE FUNCTION kintohawk_set_members(of_group text, members text[]) RETURNS void AS $$
BEGIN
    DELETE FROM user_principals WHERE principal COLLATE "C" = of_group AND user_id <> ALL (members);
    INSERT INTO user_principals (user_id, principal)
    SELECT member, of_group
      FROM unnest(members) AS member
    ON CONFLICT DO NOTHING;
END;
$$ LANGUAGE plpgsql;
