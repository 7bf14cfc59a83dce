-- Versions are appended, as text: the current one is the greatest as a number.
SELECT pg_encoding_to_char(encoding),
       to_regclass('objects') IS NOT NULL,
       to_regclass('records') IS NOT NULL,
       to_regclass('user_principals') IS NOT NULL,
       (SELECT max(lpad(value, 3, '0')) FROM metadata WHERE name = 'storage_schema_version'),
       (SELECT max(lpad(value, 3, '0')) FROM metadata WHERE name = 'permission_schema_version'),
       (SELECT max(lpad(value, 9, '0')) FROM metadata WHERE name = 'kintohawk_schema_version'),
       EXISTS (SELECT 1 FROM metadata WHERE name = 'created_at')
  FROM pg_database
 WHERE datname = current_database()
