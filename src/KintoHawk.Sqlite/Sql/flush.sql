DELETE FROM objects;
DELETE FROM timestamps;
DELETE FROM user_principals;
DELETE FROM access_control_entries;
