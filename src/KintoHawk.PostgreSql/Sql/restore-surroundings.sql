-- Whether another object or tombstone of the set shows this timestamp, and whether what contains the object exists.
SELECT EXISTS (SELECT 1
                 FROM objects
                WHERE parent_id = $1 AND resource_name = $2 AND id <> $3 AND last_modified >= $4 AND last_modified < $5),
       $6::text IS NULL
       OR EXISTS (SELECT 1
                    FROM objects
                   WHERE resource_name = $6 AND parent_id = $7 AND id = $8 AND NOT deleted)
