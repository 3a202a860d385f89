-- A database whose row security is right and does not look so: whatever a doctor says of it is a false alarm.
--
-- Beside planted.sql, by the same hand. A line that ends in `-- @15+` is for those majors only.

CREATE ROLE controls_owner NOLOGIN;
CREATE ROLE controls_tenant NOLOGIN;
CREATE ROLE controls_staff NOLOGIN;  -- nothing of the tenant's becomes it
CREATE ROLE controls_bypass LOGIN BYPASSRLS;  -- somebody else's login
CREATE ROLE controls_login LOGIN NOINHERIT;
GRANT controls_tenant TO controls_login;

CREATE SCHEMA controls AUTHORIZATION controls_owner;
CREATE SCHEMA controls_hidden AUTHORIZATION controls_owner;
GRANT USAGE ON SCHEMA controls TO controls_tenant, controls_staff;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE ON SCHEMA controls TO controls_staff;

CREATE FUNCTION controls.org() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif(pg_catalog.current_setting('app.org_id', true), '')::bigint $$;
CREATE FUNCTION controls.person() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif(pg_catalog.current_setting('app.user_id', true), '')::bigint $$;

CREATE FUNCTION controls.make(name text, condition text DEFAULT NULL, permit text DEFAULT 'ALL TO controls_tenant')
    RETURNS void LANGUAGE plpgsql AS $make$
BEGIN
    EXECUTE format('CREATE TABLE controls.%1$I (org_id bigint NOT NULL, id bigint NOT NULL, owner_id bigint NOT NULL'
                   ' DEFAULT 42, body text, status text DEFAULT ''public'', deleted_at timestamptz,'
                   ' PRIMARY KEY (org_id, id))', name);
    EXECUTE format('INSERT INTO controls.%1$I (org_id, id, body) SELECT o, i, ''of '' || o'
                   ' FROM unnest(ARRAY[1, 42, 43]) AS o, generate_series(1, 3) AS i', name);
    EXECUTE format('ALTER TABLE controls.%1$I OWNER TO controls_owner, ENABLE ROW LEVEL SECURITY,'
                   ' FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON controls.%1$I TO controls_tenant', name);
    IF condition IS NOT NULL THEN
        EXECUTE format('CREATE POLICY tenant ON controls.%I FOR %s USING (%s)', name, permit, condition);
    END IF;
END
$make$;

-- Conditions that are right ---------------------------------------------------------------------------------------

-- As it should be.
SELECT controls.make('c_plain', 'org_id = (SELECT controls.org())');
-- For everybody: whoever has a privilege is asked.
SELECT controls.make('c_public', 'org_id = (SELECT controls.org())', 'ALL TO PUBLIC');
-- A name that frightens.
SELECT controls.make('c_debug', 'org_id = (SELECT controls.org())');
ALTER POLICY tenant ON controls.c_debug RENAME TO "debug: allow_all (true)";
-- One policy for each command, each with what it needs and no more.
SELECT controls.make('c_each', 'org_id = (SELECT controls.org())', 'SELECT TO controls_tenant');
CREATE POLICY adds ON controls.c_each FOR INSERT TO controls_tenant WITH CHECK (org_id = (SELECT controls.org()));
CREATE POLICY removes ON controls.c_each FOR DELETE TO controls_tenant USING (org_id = (SELECT controls.org()));
-- UPDATE without WITH CHECK: USING is asked of new rows, too.
CREATE POLICY changes ON controls.c_each FOR UPDATE TO controls_tenant USING (org_id = (SELECT controls.org()));
-- Without a function.
SELECT controls.make('c_inline', 'org_id = (SELECT nullif(current_setting(''app.org_id'', true), '''')::bigint)');
-- The seal's form, which the planner does not fold.
SELECT controls.make('c_any', 'org_id = ANY (ARRAY[(SELECT controls.org())])');
SELECT controls.make('c_in', 'org_id IN (SELECT controls.org())');
-- The other way round.
SELECT controls.make('c_reversed', '(SELECT controls.org()) = org_id');
SELECT controls.make('c_and', 'org_id = (SELECT controls.org()) AND deleted_at IS NULL');
-- An OR within parentheses.
SELECT controls.make('c_or_within',
    'org_id = (SELECT controls.org()) AND (status = ''public'' OR owner_id = (SELECT controls.person()))');
-- An OR of which each side is the tenant's.
SELECT controls.make('c_or_each', 'org_id = (SELECT controls.org()) AND status = ''public'''
    ' OR org_id = (SELECT controls.org()) AND owner_id = (SELECT controls.person())');
-- NULL is asked about, and answered with no.
SELECT controls.make('c_not_null', '(SELECT controls.org()) IS NOT NULL AND org_id = (SELECT controls.org())');
SELECT controls.make('c_case',
    'CASE WHEN (SELECT controls.org()) IS NULL THEN false ELSE org_id = (SELECT controls.org()) END');
SELECT controls.make('c_coalesce', 'org_id = coalesce((SELECT controls.org()), -1)');
SELECT controls.make('c_coalesce_all', 'coalesce(org_id = (SELECT controls.org()), false)');
-- Not distinct, of a column that is never NULL.
SELECT controls.make('c_not_distinct', 'org_id IS NOT DISTINCT FROM (SELECT controls.org())');
-- A column of text: nothing to cast, and no organization has an empty name.
SELECT controls.make('c_text');
ALTER TABLE controls.c_text ALTER org_id TYPE text;
CREATE POLICY tenant ON controls.c_text TO controls_tenant
    USING (org_id = (SELECT nullif(current_setting('app.org_id', true), '')));
-- A function that calls the one with the context.
CREATE FUNCTION controls.current_org() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT controls.org() $$;
SELECT controls.make('c_wrapped', 'org_id = (SELECT controls.current_org())');
-- A membership, correlated and of this organization.
SELECT controls.make('members', 'org_id = (SELECT controls.org())');
SELECT controls.make('c_exists', 'EXISTS (SELECT FROM controls.members m WHERE m.org_id = c_exists.org_id'
    ' AND m.org_id = (SELECT controls.org()))');
SELECT controls.make('c_in_members',
    'org_id IN (SELECT m.org_id FROM controls.members m WHERE m.org_id = (SELECT controls.org()))');
-- Everything permitted, and then restricted to the tenant: Logto's way.
SELECT controls.make('c_restricted', 'true');
CREATE POLICY only_ours ON controls.c_restricted AS RESTRICTIVE TO controls_tenant
    USING (org_id = (SELECT controls.org()));
-- A restrictive policy without the context takes away only.
SELECT controls.make('c_restrictive_more', 'org_id = (SELECT controls.org())');
CREATE POLICY alive ON controls.c_restrictive_more AS RESTRICTIVE USING (deleted_at IS NULL);
-- Two permissive ones, both the tenant's.
SELECT controls.make('c_two', 'org_id = (SELECT controls.org()) AND status = ''public''');
CREATE POLICY mine ON controls.c_two FOR SELECT TO controls_tenant
    USING (org_id = (SELECT controls.org()) AND owner_id = (SELECT controls.person()));
-- Everything, for a role that nothing of the tenant's becomes.
SELECT controls.make('c_staff', 'org_id = (SELECT controls.org())');
CREATE POLICY staff ON controls.c_staff TO controls_staff USING (true) WITH CHECK (true);
GRANT ALL ON controls.c_staff TO controls_staff;
-- No rows at all.
SELECT controls.make('c_empty', 'org_id = (SELECT controls.org())');
DELETE FROM controls.c_empty;
-- A name that has to be quoted, with words in it.
SELECT controls.make('RLS off "true" OR 1=1', 'org_id = (SELECT controls.org())');

-- What is not granted -----------------------------------------------------------------------------------------------

-- Off, and nobody's of these.
SELECT controls.make('c_off');
ALTER TABLE controls.c_off DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
REVOKE ALL ON controls.c_off FROM controls_tenant;
GRANT SELECT ON controls.c_off TO controls_staff;
-- Granted, in a schema that may not be entered.
CREATE TABLE controls_hidden.c_behind (org_id bigint, id bigint);
INSERT INTO controls_hidden.c_behind VALUES (43, 1);
GRANT SELECT ON controls_hidden.c_behind TO controls_tenant;
-- Read only: there is no policy for writing, and no privilege.
SELECT controls.make('c_read', 'org_id = (SELECT controls.org())', 'SELECT TO controls_tenant');
REVOKE INSERT, UPDATE, DELETE ON controls.c_read FROM controls_tenant;
-- Columns, of a table with row security.
SELECT controls.make('c_columns', 'org_id = (SELECT controls.org())');
REVOKE ALL ON controls.c_columns FROM controls_tenant;
GRANT SELECT (org_id, id, body), INSERT (org_id, id, body) ON controls.c_columns TO controls_tenant;
-- TRUNCATE, REFERENCES and TRIGGER, for somebody else.
SELECT controls.make('c_others', 'org_id = (SELECT controls.org())');
GRANT TRUNCATE, REFERENCES, TRIGGER ON controls.c_others TO controls_staff;

-- What is nobody's --------------------------------------------------------------------------------------------------

-- The same for all: no organization in it, and none that it belongs to.
CREATE TABLE controls.c_countries (code text PRIMARY KEY, name text);
INSERT INTO controls.c_countries VALUES ('de', 'Germany'), ('fr', 'France');
GRANT SELECT ON controls.c_countries TO controls_tenant;
-- The same with row security, and a policy of everything.
CREATE TABLE controls.c_plans (plan text PRIMARY KEY, seats int);
INSERT INTO controls.c_plans VALUES ('free', 1);
ALTER TABLE controls.c_plans ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY everybody ON controls.c_plans FOR SELECT USING (true);
GRANT SELECT ON controls.c_plans TO controls_tenant;
CREATE VIEW controls.c_view_countries AS SELECT * FROM controls.c_countries;
CREATE MATERIALIZED VIEW controls.c_kept_countries AS SELECT * FROM controls.c_countries;
-- A tenant's column, of what is asked and not of a table.
CREATE VIEW controls.c_view_constant AS SELECT controls.org() AS org_id, 'hello' AS body;
GRANT SELECT ON controls.c_view_countries, controls.c_kept_countries, controls.c_view_constant TO controls_tenant;

-- Views and what is like them ---------------------------------------------------------------------------------------

-- It runs as whoever asks.
CREATE VIEW controls.c_view_invoker AS SELECT * FROM controls.c_plain;  -- @15+
ALTER VIEW controls.c_view_invoker SET (security_invoker = on);  -- @15+
GRANT SELECT ON controls.c_view_invoker TO controls_tenant;  -- @15+
-- It runs as the owner of a forced table, whose policy is for everybody.
CREATE VIEW controls.c_view_forced WITH (security_barrier) AS SELECT * FROM controls.c_public;
ALTER VIEW controls.c_view_forced OWNER TO controls_owner;
GRANT SELECT ON controls.c_view_forced TO controls_tenant;
-- A superuser's, and nobody's of these; a copy likewise.
CREATE VIEW controls.c_view_ungranted AS SELECT * FROM controls.c_plain;
CREATE MATERIALIZED VIEW controls.c_kept_ungranted AS SELECT * FROM controls.c_plain;
CREATE FOREIGN DATA WRAPPER controls_wrapper;
CREATE SERVER controls_server FOREIGN DATA WRAPPER controls_wrapper;
CREATE FOREIGN TABLE controls.c_foreign (org_id bigint) SERVER controls_server;
-- A rule that does nothing.
SELECT controls.make('c_rule', 'org_id = (SELECT controls.org())');
CREATE RULE nothing AS ON DELETE TO controls.c_rule DO INSTEAD NOTHING;

-- Partitions --------------------------------------------------------------------------------------------------------

-- Of one the partitions are nobody's; one was detached, and so it is, too.
CREATE TABLE controls.c_parted (org_id bigint NOT NULL, at date NOT NULL, body text) PARTITION BY RANGE (at);
CREATE INDEX ON controls.c_parted (org_id);
ALTER TABLE controls.c_parted ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON controls.c_parted TO controls_tenant USING (org_id = (SELECT controls.org()));
CREATE TABLE controls.c_parted_2026 PARTITION OF controls.c_parted FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
CREATE TABLE controls.c_parted_2025_12 PARTITION OF controls.c_parted FOR VALUES FROM ('2025-12-01') TO ('2026-01-01');
ALTER TABLE controls.c_parted DETACH PARTITION controls.c_parted_2025_12;
GRANT SELECT ON controls.c_parted TO controls_tenant;
-- Of the other they are granted, and have all that their table has.
CREATE TABLE controls.c_shared (org_id bigint NOT NULL, at date NOT NULL, body text) PARTITION BY RANGE (at);
CREATE INDEX ON controls.c_shared (org_id);
ALTER TABLE controls.c_shared ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON controls.c_shared TO controls_tenant USING (org_id = (SELECT controls.org()));
CREATE TABLE controls.c_shared_1 PARTITION OF controls.c_shared FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
ALTER TABLE controls.c_shared_1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON controls.c_shared_1 TO controls_tenant USING (org_id = (SELECT controls.org()));
GRANT SELECT ON controls.c_shared, controls.c_shared_1 TO controls_tenant;
INSERT INTO controls.c_parted SELECT o, '2026-01-05', 'of ' || o FROM unnest(ARRAY[1, 42, 43]) AS o;
INSERT INTO controls.c_shared SELECT o, '2026-01-05', 'of ' || o FROM unnest(ARRAY[1, 42, 43]) AS o;
-- The same by inheritance.
SELECT controls.make('c_inherited', 'org_id = (SELECT controls.org())');
CREATE TABLE controls.c_inheriting () INHERITS (controls.c_inherited);

-- Keys and indexes --------------------------------------------------------------------------------------------------

-- Unique within an organization.
SELECT controls.make('c_unique', 'org_id = (SELECT controls.org())');
ALTER TABLE controls.c_unique ADD slug text, ADD UNIQUE (org_id, slug);
-- The order of its columns says nothing of which rows clash.
ALTER TABLE controls.c_unique ADD code text, ADD UNIQUE (code, org_id);
-- A key of numbers that the database gives, and an index on the tenant's column.
SELECT controls.make('c_serial', 'org_id = (SELECT controls.org())');
ALTER TABLE controls.c_serial DROP CONSTRAINT c_serial_pkey,
    ADD serial bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
CREATE INDEX ON controls.c_serial (org_id, id DESC);
-- Unique across organizations, of a value that nobody guesses.
SELECT controls.make('c_uuid', 'org_id = (SELECT controls.org())');
ALTER TABLE controls.c_uuid ADD public_id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE;
-- A foreign key with the organization in it; to what is nobody's; to the organization itself.
CREATE TABLE controls.orgs (org_id bigint PRIMARY KEY, name text);
INSERT INTO controls.orgs VALUES (1, 'one'), (42, 'forty-two'), (43, 'forty-three');
ALTER TABLE controls.orgs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, OWNER TO controls_owner;
CREATE POLICY tenant ON controls.orgs TO controls_tenant USING (org_id = (SELECT controls.org()));
GRANT SELECT ON controls.orgs TO controls_tenant;
SELECT controls.make('c_foreign_keys', 'org_id = (SELECT controls.org())');
ALTER TABLE controls.c_foreign_keys ADD parent bigint, ADD country text REFERENCES controls.c_countries,
    ADD FOREIGN KEY (org_id, parent) REFERENCES controls.c_plain (org_id, id),
    ADD FOREIGN KEY (org_id) REFERENCES controls.orgs ON DELETE CASCADE;
-- A partial index and one for all; a hash index.
SELECT controls.make('c_indexes', 'org_id = (SELECT controls.org())');
ALTER TABLE controls.c_indexes DROP CONSTRAINT c_indexes_pkey, ADD PRIMARY KEY (id, org_id);
CREATE INDEX ON controls.c_indexes (org_id) WHERE status = 'public';
CREATE INDEX ON controls.c_indexes USING hash (org_id);

-- Functions ---------------------------------------------------------------------------------------------------------

-- Runs as its owner, finds tables by a path of its own, and is nobody's of these to call.
CREATE FUNCTION controls.f_ungranted() RETURNS SETOF controls.c_plain LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$ SELECT * FROM controls.c_plain $$;
REVOKE ALL ON FUNCTION controls.f_ungranted() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION controls.f_ungranted() TO controls_staff;
-- A trigger's, which nobody calls by its name.
CREATE FUNCTION controls.f_touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$ BEGIN NEW.body := trim(NEW.body); RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON controls.c_plain FOR EACH ROW EXECUTE FUNCTION controls.f_touch();
-- Sets what has nothing to do with the context.
CREATE FUNCTION controls.f_theme(text) RETURNS text LANGUAGE sql AS $$ SELECT set_config('app.theme', $1, false) $$;
-- Has the words in a text and in a comment.
CREATE FUNCTION controls.f_words() RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT 'use SET ROLE, or set_config(''app.org_id'', …)'  /* EXECUTE nothing */ $$;
-- Says that it leaks nothing, and is nobody's of these to call.
CREATE FUNCTION controls.f_leakproof(text) RETURNS boolean LANGUAGE sql STABLE LEAKPROOF AS $$ SELECT true $$;
REVOKE ALL ON FUNCTION controls.f_leakproof(text) FROM PUBLIC;

-- Roles -------------------------------------------------------------------------------------------------------------

-- Settings that say nothing of whose rows are seen.
ALTER ROLE controls_login IN DATABASE :database SET statement_timeout = '5min';
ALTER ROLE controls_login IN DATABASE :database SET application_name = 'row_security=off';
ALTER ROLE controls_staff IN DATABASE :database SET row_security = off;

DROP FUNCTION controls.make(text, text, text);
-- What was made by hand is its owner's, too.
ALTER TABLE controls.c_countries OWNER TO controls_owner;
ALTER TABLE controls.c_plans OWNER TO controls_owner;
ALTER TABLE controls.c_parted OWNER TO controls_owner;
ALTER TABLE controls.c_parted_2026 OWNER TO controls_owner;
ALTER TABLE controls.c_parted_2025_12 OWNER TO controls_owner;
ALTER TABLE controls.c_shared OWNER TO controls_owner;
ALTER TABLE controls.c_shared_1 OWNER TO controls_owner;
ALTER TABLE controls.c_inheriting OWNER TO controls_owner;
ALTER TABLE controls_hidden.c_behind OWNER TO controls_owner;
ALTER FOREIGN TABLE controls.c_foreign OWNER TO controls_owner;
-- New tables are readable for somebody else; new sequences for the tenant.
ALTER DEFAULT PRIVILEGES FOR ROLE controls_owner IN SCHEMA controls GRANT SELECT ON TABLES TO controls_staff;
ALTER DEFAULT PRIVILEGES FOR ROLE controls_owner IN SCHEMA controls GRANT USAGE ON SEQUENCES TO controls_tenant;
