-- Those ahead of their set: a Kinto has one for each set that was ever looked at. The one named '*' is no set.
SELECT parent_id, resource_name, last_modified
  FROM timestamps AS clock
 WHERE resource_name = ANY($1)
   AND parent_id <> '*'
   AND NOT EXISTS (SELECT 1
                     FROM objects
                    WHERE objects.parent_id = clock.parent_id AND objects.resource_name = clock.resource_name AND objects.last_modified >= clock.last_modified)
 ORDER BY parent_id, resource_name
