DELETE FROM objects
 WHERE rowid IN (SELECT rowid
                   FROM (SELECT rowid, row_number() OVER (PARTITION BY parent_id ORDER BY last_modified DESC) AS place
                           FROM objects
                          WHERE resource_name = ?1 AND deleted = 1)
                  WHERE place > ?2)
