-- Accounts whose password nobody can be: no bcrypt, or one that costs more rounds than the server spends.
SELECT count(*)
FROM objects
WHERE resource_name = 'account'
  AND NOT deleted
  AND data->>'password' !~ '^\$2[aby]\$(0[4-9]|1[0-6])\$[./A-Za-z0-9]{53}$'
