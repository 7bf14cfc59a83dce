-- The kinds of objects, by one look into the index for each (idx_objects_resource_name_parent_id_deleted), and how many there are of those that are not known.
WITH RECURSIVE kinds AS (
    (SELECT resource_name FROM objects ORDER BY resource_name LIMIT 1)
    UNION ALL
    SELECT (
        SELECT next.resource_name
        FROM objects AS next
        WHERE next.resource_name > kinds.resource_name
        ORDER BY next.resource_name
        LIMIT 1)
    FROM kinds
    WHERE kinds.resource_name IS NOT NULL
)
SELECT kinds.resource_name,
       (SELECT count(*) FROM objects WHERE objects.resource_name = kinds.resource_name AND NOT objects.deleted)
FROM kinds
WHERE kinds.resource_name IS NOT NULL
  AND kinds.resource_name <> ALL ($1)
