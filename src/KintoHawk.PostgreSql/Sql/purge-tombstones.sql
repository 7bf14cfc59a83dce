-- One statement, so that what is remembered and what is removed are of one state. The clock of a set may be that of a tombstone that goes.
WITH ranked AS (
    SELECT id, parent_id, last_modified, row_number() OVER (PARTITION BY parent_id ORDER BY last_modified DESC) AS place
      FROM objects
     WHERE resource_name = $1 AND deleted
), doomed AS (
    SELECT id, parent_id, last_modified
      FROM ranked
     WHERE place > $2
), remembered AS (
    INSERT INTO timestamps (parent_id, resource_name, last_modified)
    SELECT parent_id, $1, max(last_modified)
      FROM doomed
     WHERE $2 = 0
       AND NOT EXISTS (SELECT 1 FROM objects AS newer WHERE newer.parent_id = doomed.parent_id AND newer.resource_name = $1 AND newer.last_modified > doomed.last_modified)
     GROUP BY parent_id
    ON CONFLICT (parent_id, resource_name)
    DO UPDATE SET last_modified = greatest(timestamps.last_modified, excluded.last_modified)
), removed AS (
    -- A tombstone that an object has replaced meanwhile is none any more.
    DELETE FROM objects
     USING doomed
     WHERE objects.id = doomed.id AND objects.parent_id = doomed.parent_id AND objects.resource_name = $1
       AND objects.deleted AND objects.last_modified = doomed.last_modified
    RETURNING 1
)
SELECT count(*) FROM removed
