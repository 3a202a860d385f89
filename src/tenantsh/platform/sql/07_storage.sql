-- Long values are compressed with lz4 where the server has it (14+, built with it), else with pglz.
--
-- Before the first month is made: partitions take the setting over when they are created.

SET LOCAL ROLE platform_owner;

DO $storage$
DECLARE
    wide record;
BEGIN
    IF current_setting('server_version_num')::int < 140000 THEN
        RETURN;
    END IF;
    FOR wide IN
        SELECT table_name, column_name
        FROM (VALUES ('organizations', 'description'), ('resources', 'description'), ('resources', 'metadata'),
                     ('resource_metadata', 'data'), ('events', 'payload'),
                     ('audit_logs', 'before'), ('audit_logs', 'after')) AS v (table_name, column_name)
    LOOP
        EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET COMPRESSION lz4', wide.table_name, wide.column_name);
    END LOOP;
EXCEPTION WHEN feature_not_supported THEN
    NULL;  -- this server was built without lz4
END
$storage$;
