namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>What a database of Kinto has, storage schema 26 and permission schema 2, as its own program makes it.</summary>
static class KintoCatalog
{
    /// <summary>Asks for everything of the current schema that clients of it can tell apart; what begins with kintohawk_ is left out.</summary>
    public const string Question = """
        SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C")
          FROM (SELECT format('column %s.%s %s%s%s%s', relname, attname, format_type(atttypid, atttypmod),
                              CASE WHEN attcollation <> typcollation THEN format(' COLLATE %I', collname) ELSE '' END,
                              CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END,
                              ' DEFAULT ' || pg_get_expr(adbin, adrelid)) AS line
                  FROM pg_class
                  JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
                  JOIN pg_type ON pg_type.oid = atttypid
                  LEFT JOIN pg_collation ON pg_collation.oid = attcollation
                  LEFT JOIN pg_attrdef ON adrelid = pg_class.oid AND adnum = attnum
                 WHERE relkind = 'r' AND pg_class.relnamespace = current_schema()::regnamespace
                UNION ALL
                SELECT 'index ' || pg_get_indexdef(indexrelid)
                  FROM pg_index
                  JOIN pg_class ON pg_class.oid = indexrelid
                 WHERE relnamespace = current_schema()::regnamespace AND relname NOT LIKE 'kintohawk\_%'
                UNION ALL
                SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
                  FROM pg_constraint
                 WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'
                UNION ALL
                SELECT 'trigger ' || pg_get_triggerdef(oid)
                  FROM pg_trigger
                 WHERE NOT tgisinternal
                UNION ALL
                SELECT format('function %s(%s) %s %s %s', proname, pg_get_function_arguments(pg_proc.oid), pg_get_function_result(pg_proc.oid), lanname, provolatile)
                  FROM pg_proc
                  JOIN pg_language ON pg_language.oid = prolang
                 WHERE pronamespace = current_schema()::regnamespace AND proname NOT LIKE 'kintohawk\_%') AS catalog
        """;

    /// <summary>The answer, as PostgreSQL 15 words it.</summary>
    public const string Answer = """
        column access_control_entries.object_id text COLLATE "C" NOT NULL
        column access_control_entries.permission text NOT NULL
        column access_control_entries.principal text NOT NULL
        column metadata.name character varying(128) NOT NULL
        column metadata.value character varying(512) NOT NULL
        column objects.data jsonb NOT NULL DEFAULT '{}'::jsonb
        column objects.deleted boolean NOT NULL
        column objects.id text COLLATE "C" NOT NULL
        column objects.last_modified timestamp without time zone NOT NULL
        column objects.parent_id text COLLATE "C" NOT NULL
        column objects.resource_name text COLLATE "C" NOT NULL
        column timestamps.last_modified timestamp without time zone NOT NULL
        column timestamps.parent_id text COLLATE "C" NOT NULL
        column timestamps.resource_name text COLLATE "C" NOT NULL
        column user_principals.principal text NOT NULL
        column user_principals.user_id text COLLATE "C" NOT NULL
        constraint access_control_entries access_control_entries_pkey PRIMARY KEY (object_id, permission, principal)
        constraint objects objects_pkey PRIMARY KEY (id, parent_id, resource_name)
        constraint timestamps timestamps_pkey PRIMARY KEY (parent_id, resource_name)
        constraint user_principals user_principals_pkey PRIMARY KEY (user_id, principal)
        function as_epoch(ts timestamp without time zone) bigint plpgsql i
        function bump_timestamp() trigger plpgsql v
        function from_epoch(epoch bigint) timestamp without time zone plpgsql i
        index CREATE INDEX idx_access_control_entries_object_id ON public.access_control_entries USING btree (object_id)
        index CREATE INDEX idx_access_control_entries_permission ON public.access_control_entries USING btree (permission)
        index CREATE INDEX idx_access_control_entries_principal ON public.access_control_entries USING btree (principal)
        index CREATE INDEX idx_objects_history_userid_and_resourcename ON public.objects USING btree (((data -> 'user_id'::text)), ((data -> 'resource_name'::text))) WHERE (resource_name = 'history'::text)
        index CREATE INDEX idx_objects_last_modified_epoch ON public.objects USING btree (as_epoch(last_modified))
        index CREATE INDEX idx_objects_parent_id_record_last_modified ON public.objects USING btree (parent_id, last_modified DESC) WHERE (resource_name = 'record'::text)
        index CREATE INDEX idx_objects_resource_name_parent_id_deleted ON public.objects USING btree (resource_name, parent_id, deleted)
        index CREATE UNIQUE INDEX access_control_entries_pkey ON public.access_control_entries USING btree (object_id, permission, principal)
        index CREATE UNIQUE INDEX idx_objects_parent_id_resource_name_last_modified ON public.objects USING btree (parent_id, resource_name, last_modified DESC)
        index CREATE UNIQUE INDEX objects_pkey ON public.objects USING btree (id, parent_id, resource_name)
        index CREATE UNIQUE INDEX timestamps_pkey ON public.timestamps USING btree (parent_id, resource_name)
        index CREATE UNIQUE INDEX user_principals_pkey ON public.user_principals USING btree (user_id, principal)
        trigger CREATE TRIGGER tgr_objects_last_modified BEFORE INSERT OR UPDATE OF data ON public.objects FOR EACH ROW EXECUTE FUNCTION bump_timestamp()
        """;

    /// <summary>The lines of an answer without what only databases have that began as an older one: the table that tombstones were in, a default, an old name.</summary>
    public static string[] LinesOf(string catalog) =>
    [
        .. catalog.Split('\n')
            .Where(static line => !line.Contains("deleted_", StringComparison.Ordinal) && !line.Contains(" deleted.", StringComparison.Ordinal) && !line.Contains("public.deleted", StringComparison.Ordinal))
            .Select(static line => line.Replace(" DEFAULT false", "", StringComparison.Ordinal).Replace("records_pkey", "objects_pkey", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
