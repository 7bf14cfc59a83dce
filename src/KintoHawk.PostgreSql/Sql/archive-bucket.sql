-- The bucket itself ($2: its id), which comes before everything else: what is in it ($3: its URI), and below that, between URI and slash ($4) and the character
-- after the slash ($5).
DECLARE kintohawk_archive NO SCROLL CURSOR FOR
SELECT parent_id, resource_name, id, last_modified, deleted, data
  FROM objects
 WHERE ((parent_id = '' AND resource_name = 'bucket' AND id = $2) OR parent_id = $3 OR (parent_id >= $4 AND parent_id < $5))
   AND resource_name = ANY($1)
   AND EXISTS (SELECT 1 FROM objects AS bucket WHERE bucket.parent_id = '' AND bucket.resource_name = 'bucket' AND bucket.id = $2 AND NOT bucket.deleted)
 ORDER BY parent_id, resource_name, id
