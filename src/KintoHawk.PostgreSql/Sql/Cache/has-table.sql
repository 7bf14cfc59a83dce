SELECT to_regclass('cache') IS NOT NULL
