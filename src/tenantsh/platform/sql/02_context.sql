-- Whose data it is: the two settings that carry the context, read by functions that policies call.
--
-- Policies write `(SELECT platform.current_user_org_id())`: the sub-select makes it run once per query, not per row.
-- STABLE, never IMMUTABLE: an immutable one is folded into cached plans and goes on showing the last organization.
-- After a SET LOCAL has ended a setting is '' and not NULL, hence nullif; NULL equals nothing, so nothing is seen.

SET LOCAL ROLE platform_owner;

CREATE FUNCTION platform.current_user_org_id() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(pg_catalog.current_setting('app.current_org_id', true), '')::bigint $$;

CREATE FUNCTION platform.current_user_id() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(pg_catalog.current_setting('app.current_user_id', true), '')::bigint $$;

COMMENT ON FUNCTION platform.current_user_org_id() IS 'the organization whose rows are visible (app.current_org_id)';
COMMENT ON FUNCTION platform.current_user_id() IS 'the person whose view is taken (app.current_user_id)';
