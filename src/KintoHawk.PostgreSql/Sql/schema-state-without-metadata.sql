-- The same where the table of the versions does not exist.
SELECT pg_encoding_to_char(encoding),
       to_regclass('objects') IS NOT NULL,
       to_regclass('records') IS NOT NULL,
       to_regclass('user_principals') IS NOT NULL,
       NULL::text,
       NULL::text,
       NULL::text,
       FALSE
  FROM pg_database
 WHERE datname = current_database()
