-- Months: partitions that are born with the row security of their table, and with no grant.
--
-- PostgreSQL gives a new partition neither; a query on `events_2026_01` itself would then show every organization.
-- A partition that somebody makes by hand has no grant either (there are no default privileges), so it cannot be read.
-- Citus distributes a partition of a distributed table as soon as it is made.

SET LOCAL citus.multi_shard_modify_mode = 'sequential';

CREATE FUNCTION platform.create_month(parent regclass, month date) RETURNS regclass
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    first  CONSTANT timestamp := date_trunc('month', month::timestamp);
    home   pg_class;
    child  text;
    policy record;
BEGIN
    SELECT * INTO home FROM pg_class WHERE oid = parent;
    child := format('%I.%I', home.relnamespace::regnamespace::name, home.relname || to_char(first, '_YYYY_MM'));
    IF EXISTS (SELECT FROM pg_inherits WHERE inhparent = parent AND inhrelid = to_regclass(child)) THEN
        RETURN child;
    END IF;

    -- bounds say +00, so that a month begins at midnight UTC whatever this session's time zone is
    EXECUTE format('CREATE TABLE %s PARTITION OF %s FOR VALUES FROM (%L) TO (%L)',
                   child, parent, first || '+00', first + interval '1 month' || '+00');
    EXECUTE format('ALTER TABLE %s OWNER TO %I', child, pg_get_userbyid(home.relowner));
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', child);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', child);
    FOR policy IN
        SELECT p.polname, p.polpermissive, c.command,
               ARRAY(SELECT CASE r.oid WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.oid)) END
                     FROM unnest(p.polroles) AS r (oid)) AS roles,
               pg_get_expr(p.polqual, p.polrelid) AS visible,
               pg_get_expr(p.polwithcheck, p.polrelid) AS writable
        FROM pg_policy p
        JOIN (VALUES ('*', 'ALL'), ('r', 'SELECT'), ('a', 'INSERT'), ('w', 'UPDATE'), ('d', 'DELETE'))
             AS c (letter, command) ON c.letter = p.polcmd::text
        WHERE p.polrelid = parent
    LOOP
        EXECUTE format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', policy.polname, child,
                       CASE WHEN policy.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                       policy.command, array_to_string(policy.roles, ', '))
                || coalesce(' USING (' || policy.visible || ')', '')
                || coalesce(' WITH CHECK (' || policy.writable || ')', '');
    END LOOP;
    RETURN child;
END
$$;

COMMENT ON FUNCTION platform.create_month(regclass, date) IS
    'make the partition that holds this month, if it is not there: platform.create_month(''events'', ''2027-01-01'')';

-- Call it every month, or at every deployment; `tenantsh platform apply` and `retention run` do.
CREATE FUNCTION platform.ensure_months(ahead integer DEFAULT 6) RETURNS SETOF regclass
    LANGUAGE sql SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT platform.create_month(parent.name, (date_trunc('month', now() AT TIME ZONE 'UTC')
                                               + make_interval(months => step))::date)
    FROM (VALUES ('public.events'::regclass), ('public.audit_logs'::regclass)) AS parent (name),
         generate_series(0, ahead) AS step
    ORDER BY parent.name, step
$$;

COMMENT ON FUNCTION platform.ensure_months(integer) IS
    'make this month''s partitions of events and audit_logs, and those of the months ahead';

REVOKE ALL ON FUNCTION platform.create_month(regclass, date), platform.ensure_months(integer) FROM PUBLIC;
