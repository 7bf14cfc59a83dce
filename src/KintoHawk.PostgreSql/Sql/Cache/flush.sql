-- Compares the characters themselves: no wildcards, and no collation.
DELETE FROM cache
 WHERE left(key, char_length($1)) = $1
