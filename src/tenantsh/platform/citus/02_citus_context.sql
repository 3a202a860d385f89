-- Whose data it is: the two settings that carry the context, read by functions that policies call.
--
-- Policies on distributed tables cannot have sub-queries, so they call these directly: functions of one SQL expression,
-- which the worker's planner writes out in their place. A setting gets there by SET LOCAL in a transaction block, after
-- SET LOCAL citus.propagate_set_commands = 'local'; anything else leaves the worker without it, and NULL sees nothing.

CREATE FUNCTION platform.current_user_org_id() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(pg_catalog.current_setting('app.current_org_id', true), '')::bigint $$;

CREATE FUNCTION platform.current_user_id() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(pg_catalog.current_setting('app.current_user_id', true), '')::bigint $$;

COMMENT ON FUNCTION platform.current_user_org_id() IS 'the organization whose rows are visible (app.current_org_id)';
COMMENT ON FUNCTION platform.current_user_id() IS 'the person whose view is taken (app.current_user_id)';

-- created_at never changes and updated_at moves with every modification, whatever the caller writes.
CREATE FUNCTION platform.keep_timestamps() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    NEW.created_at := OLD.created_at;
    NEW.updated_at := greatest(clock_timestamp(), OLD.updated_at + interval '1 microsecond');
    RETURN NEW;
END
$$;

SET LOCAL search_path TO public;

CREATE TYPE user_status    AS ENUM ('invited', 'active', 'suspended');
CREATE TYPE plan_tier      AS ENUM ('free', 'starter', 'business', 'enterprise');
CREATE TYPE member_role    AS ENUM ('viewer', 'member', 'admin');
CREATE TYPE billing_status AS ENUM ('active', 'past_due', 'closed');
CREATE TYPE audit_action   AS ENUM ('insert', 'update', 'soft_delete', 'recover', 'delete');
