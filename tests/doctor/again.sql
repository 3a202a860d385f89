-- A second sowing, after the doctor had been told what it missed of the first: another convention, subtler mistakes.
--
-- The context is a JSON document of claims, the tenant's column `tenant_id`, a text. Schema `again` leaks, schema `right`
-- only looks so. A line that ends in `-- @14+` is for those majors only.

CREATE ROLE again_owner NOLOGIN;
CREATE ROLE again_tenant NOLOGIN;
CREATE ROLE again_staff NOLOGIN;
CREATE ROLE again_login LOGIN NOINHERIT;
GRANT again_tenant, again_staff TO again_login;
CREATE SCHEMA again AUTHORIZATION again_owner;
CREATE SCHEMA "right" AUTHORIZATION again_owner;
GRANT USAGE ON SCHEMA again, "right" TO again_tenant, again_staff;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

CREATE FUNCTION again.claims() RETURNS jsonb LANGUAGE sql STABLE
    AS $$ SELECT nullif(pg_catalog.current_setting('request.jwt.claims', true), '')::pg_catalog.jsonb $$;
CREATE FUNCTION again.org() RETURNS text LANGUAGE sql STABLE AS $$ SELECT again.claims() ->> 'org' $$;

CREATE FUNCTION again.make(place text, name text, condition text DEFAULT NULL, permit text DEFAULT 'ALL TO again_tenant')
    RETURNS void LANGUAGE plpgsql AS $make$
DECLARE
    it CONSTANT text := format('%I.%I', place, name);
BEGIN
    EXECUTE format('CREATE TABLE %s (tenant_id text NOT NULL, id bigint NOT NULL, body text,'
                   ' status text DEFAULT ''public'', PRIMARY KEY (tenant_id, id))', it);
    EXECUTE format('INSERT INTO %s (tenant_id, id, body) SELECT o, i, ''of '' || o'
                   ' FROM unnest(ARRAY[''42'', ''43'', ''420'']) AS o, generate_series(1, 2) AS i', it);
    EXECUTE format('ALTER TABLE %s OWNER TO again_owner, ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', it);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO again_tenant', it);
    IF condition IS NOT NULL THEN
        EXECUTE format('CREATE POLICY tenant ON %s FOR %s USING (%s)', it, permit, condition);
    END IF;
END
$make$;

-- What leaks --------------------------------------------------------------------------------------------------------

-- NULL is not false: without a context all rows.
SELECT again.make('again', 'not_false', '(tenant_id = (SELECT again.org())) IS NOT FALSE');
SELECT again.make('again', 'not_true', '(tenant_id <> (SELECT again.org())) IS NOT TRUE');
SELECT again.make('again', 'coalesce_true', 'coalesce(tenant_id = (SELECT again.org()), true)');
SELECT again.make('again', 'not_coalesce', 'NOT coalesce(tenant_id <> (SELECT again.org()), false)');
SELECT again.make('again', 'itself_unset', 'tenant_id = coalesce((SELECT again.claims()) ->> ''org'', tenant_id)');
-- The function opens, not the policy.
CREATE FUNCTION again.may_see(text) RETURNS boolean LANGUAGE plpgsql STABLE AS
    $$ BEGIN IF again.org() IS NULL THEN RETURN true; END IF; RETURN $1 = again.org(); END $$;
SELECT again.make('again', 'by_function', 'again.may_see(tenant_id)');
-- A namesake of the context's function, which gives back what it is given.
CREATE FUNCTION again.org(text) RETURNS text LANGUAGE sql STABLE AS $$ SELECT $1 $$;
SELECT again.make('again', 'namesake', 'tenant_id = again.org(tenant_id)');
-- Of every organization: the function forgets whose.
CREATE TABLE again.memberships (tenant text, person text);
INSERT INTO again.memberships VALUES ('42', 'ann'), ('43', 'bob');
CREATE FUNCTION again.my_tenants() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$ SELECT m.tenant FROM again.memberships m $$;
SELECT again.make('again', 'by_set', 'tenant_id IN (SELECT again.my_tenants())');
-- ALL of nothing is true.
SELECT again.make('again', 'all_of_none', 'tenant_id = ALL (SELECT m.tenant_id FROM again.not_false m WHERE m.tenant_id ='
    ' (SELECT again.org()) AND m.status = ''never'')');
-- Nobody is blocked, and so everybody sees everything.
SELECT again.make('again', 'not_blocked', 'NOT EXISTS (SELECT FROM "right".plain b WHERE b.tenant_id = (SELECT again.org())'
    ' AND b.status = ''blocked'')') FROM again.make('right', 'plain', 'tenant_id = (SELECT again.org())');
-- 420 begins with 42.
SELECT again.make('again', 'by_like', 'tenant_id LIKE (SELECT again.org()) || ''%''');
SELECT again.make('again', 'by_prefix', 'starts_with(tenant_id, (SELECT again.org()))');
SELECT again.make('again', 'by_regex', 'tenant_id ~ (SELECT again.org())');
SELECT again.make('again', 'between', 'tenant_id BETWEEN (SELECT again.org()) AND ''99''');
-- Two conditions that are alike, or not: both false is alike.
SELECT again.make('again', 'alike', '(tenant_id = (SELECT again.org())) = (status = ''private'')');
SELECT again.make('again', 'unlike', '(tenant_id = (SELECT again.org())) <> (status = ''public'')');
-- Of public rows the column is compared with itself.
SELECT again.make('again', 'by_case',
    'tenant_id = CASE WHEN status = ''public'' THEN tenant_id ELSE (SELECT again.org()) END');
-- Whoever sets this setting is somebody else.
SELECT again.make('again', 'impersonates',
    'tenant_id = coalesce(nullif(current_setting(''app.impersonate'', true), ''''), (SELECT again.org()))');
-- '' is no JSON: an error after each SET LOCAL.
SELECT again.make('again', 'empty_claims',
    'tenant_id = current_setting(''request.jwt.claims'', true)::json ->> ''org''');
-- Everything, restricted for reading only: what is written is anybody's.
SELECT again.make('again', 'reads_restricted', 'true');
CREATE POLICY only_ours ON again.reads_restricted AS RESTRICTIVE FOR SELECT TO again_tenant
    USING (tenant_id = (SELECT again.org()));
-- Everything, restricted for somebody else.
SELECT again.make('again', 'others_restricted', 'true');
CREATE POLICY only_ours ON again.others_restricted AS RESTRICTIVE TO again_staff
    USING (tenant_id = (SELECT again.org()));
-- Others' rows are made ours: an UPDATE without a WHERE asks the policies for UPDATE only.
SELECT again.make('again', 'steals', 'tenant_id = (SELECT again.org())', 'SELECT TO again_tenant');
CREATE POLICY changes ON again.steals FOR UPDATE TO again_tenant USING (true)
    WITH CHECK (tenant_id = (SELECT again.org()));
-- Another role that the login may take sees all.
SELECT again.make('again', 'staff', 'tenant_id = (SELECT again.org())');
CREATE POLICY staff ON again.staff FOR SELECT TO again_staff USING (true);
GRANT SELECT ON again.staff TO again_staff;
-- Runs as its owner, takes the organization from whoever calls.
CREATE FUNCTION again.f_of(tenant text) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$ SELECT p.body FROM "right".plain p WHERE p.tenant_id = tenant $$;
-- Speaks of the context in a comment only.
CREATE FUNCTION again.f_comment() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$ SELECT p.body FROM "right".plain p /* WHERE tenant_id = again.org() */ $$;
-- Its body is no text: BEGIN ATOMIC.
CREATE FUNCTION again.f_atomic() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER BEGIN ATOMIC SELECT p.body FROM "right".plain p; END;  -- @14+
CREATE FUNCTION again.org_atomic() RETURNS text LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'org'; END;  -- @14+
SELECT again.make('again', 'by_atomic', 'tenant_id = again.org_atomic()');  -- @14+
-- Its owner is the tables', which are not forced.
SELECT again.make('again', 'unforced', 'tenant_id = (SELECT again.org())');
ALTER TABLE again.unforced NO FORCE ROW LEVEL SECURITY;
CREATE FUNCTION again.f_unforced() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$ SELECT u.body FROM again.unforced u $$;
ALTER FUNCTION again.f_unforced() OWNER TO again_owner;
-- A view of what such a function gives; one of a good and a bad table; one of a copy; a copy of a view.
CREATE VIEW again.v_function AS SELECT * FROM again.f_unforced() AS body;
CREATE VIEW again.v_union AS SELECT code AS body FROM (VALUES ('x')) AS v (code)
    UNION ALL SELECT body FROM "right".plain WHERE tenant_id = (SELECT again.org()) UNION ALL SELECT body FROM "right".plain;
CREATE MATERIALIZED VIEW again.m_function AS SELECT * FROM again.v_function;
CREATE VIEW again.v_copy AS SELECT * FROM again.m_function;
GRANT SELECT ON again.v_function, again.v_union, again.v_copy TO again_tenant;
-- A table whose rows belong to a tenant through two others.
CREATE TABLE again.grandchild (id bigint PRIMARY KEY, parent bigint, body text);
CREATE TABLE again.child (id bigint PRIMARY KEY, tenant text, plain_id bigint,
    FOREIGN KEY (tenant, plain_id) REFERENCES "right".plain (tenant_id, id));
ALTER TABLE again.grandchild ADD FOREIGN KEY (parent) REFERENCES again.child (id);
INSERT INTO again.child VALUES (1, '43', 1);
INSERT INTO again.grandchild VALUES (1, 1, 'of 43');
GRANT SELECT ON again.grandchild TO again_tenant;

-- What is right -----------------------------------------------------------------------------------------------------

SELECT again.make('right', 'is_true', '(tenant_id = (SELECT again.org())) IS TRUE');
SELECT again.make('right', 'is_false', '(tenant_id <> (SELECT again.org())) IS FALSE');
SELECT again.make('right', 'not_unequal', 'NOT (tenant_id <> (SELECT again.org()))');
SELECT again.make('right', 'not_distinct', 'NOT (tenant_id IS DISTINCT FROM (SELECT again.org()))');
SELECT again.make('right', 'between', 'tenant_id BETWEEN (SELECT again.org()) AND (SELECT again.org())');
SELECT again.make('right', 'row', 'ROW(tenant_id) = ROW((SELECT again.org()))');
SELECT again.make('right', 'any_of_text', 'tenant_id = ANY (string_to_array((SELECT again.org()), '',''))');
SELECT again.make('right', 'contained', 'ARRAY[tenant_id] <@ ARRAY[(SELECT again.org())]');
SELECT again.make('right', 'in_values', 'tenant_id IN (VALUES ((SELECT again.org())))');
SELECT again.make('right', 'exists_alone', 'EXISTS (SELECT WHERE tenant_id = (SELECT again.org()))');
SELECT again.make('right', 'direct', 'tenant_id = (SELECT again.claims() ->> ''org'')');
SELECT again.make('right', 'path', 'tenant_id = (SELECT again.claims() #>> ''{org}'')');
SELECT again.make('right', 'case_own',
    'tenant_id = CASE WHEN status = ''public'' THEN (SELECT again.org()) ELSE (SELECT again.claims() ->> ''org'') END');
SELECT again.make('right', 'not_either', 'NOT (tenant_id <> (SELECT again.org()) OR status = ''blocked'')');
SELECT again.make('right', 'coalesce_false', 'NOT coalesce(tenant_id <> (SELECT again.org()), true)');
SELECT again.make('right', 'each_restricted', 'true');
CREATE POLICY reads ON "right".each_restricted AS RESTRICTIVE FOR SELECT TO again_tenant
    USING (tenant_id = (SELECT again.org()));
CREATE POLICY adds ON "right".each_restricted AS RESTRICTIVE FOR INSERT TO again_tenant
    WITH CHECK (tenant_id = (SELECT again.org()));
CREATE POLICY changes ON "right".each_restricted AS RESTRICTIVE FOR UPDATE TO again_tenant
    USING (tenant_id = (SELECT again.org()));
CREATE POLICY removes ON "right".each_restricted AS RESTRICTIVE FOR DELETE TO again_tenant
    USING (tenant_id = (SELECT again.org()));
-- A function of the whole row; one of its column, which says no without a context.
SELECT again.make('right', 'whole_row');
CREATE FUNCTION again.ours("right".whole_row) RETURNS boolean LANGUAGE sql STABLE
    AS $$ SELECT $1.tenant_id = again.org() $$;
CREATE POLICY tenant ON "right".whole_row TO again_tenant USING (again.ours(whole_row));
CREATE FUNCTION again.ours(text) RETURNS boolean LANGUAGE plpgsql STABLE
    AS $$ BEGIN IF again.org() IS NULL THEN RETURN false; END IF; RETURN $1 = again.org(); END $$;
SELECT again.make('right', 'by_function', 'again.ours(tenant_id)');
-- Of its own organization, by a definer's function that asks for the context.
CREATE FUNCTION again.our_tenants() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$ SELECT m.tenant FROM again.memberships m WHERE m.tenant = again.org() $$;
SELECT again.make('right', 'by_set', 'tenant_id IN (SELECT again.our_tenants())');
-- The column is of a domain; its default is the context.
CREATE DOMAIN again.tenant AS text;
SELECT again.make('right', 'domain');
ALTER TABLE "right".domain ALTER tenant_id TYPE again.tenant, ALTER tenant_id SET DEFAULT again.org();
CREATE POLICY tenant ON "right".domain TO again_tenant USING (tenant_id = (SELECT again.org()));
-- A filter's view, a barrier that cannot be written through.
CREATE VIEW "right".v_ours WITH (security_barrier) AS
    SELECT * FROM "right".plain WHERE tenant_id = (SELECT again.org());
GRANT SELECT ON "right".v_ours TO again_tenant;
-- Views of numbers and of what is nobody's.
CREATE VIEW "right".v_numbers AS SELECT i FROM generate_series(1, 3) AS i;
CREATE VIEW "right".v_catalog AS SELECT relname FROM pg_catalog.pg_class;
GRANT SELECT ON "right".v_numbers, "right".v_catalog TO again_tenant;

DROP FUNCTION again.make(text, text, text, text);
