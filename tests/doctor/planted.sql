-- A database whose row security leaks in every way that PostgreSQL's manual, or a hurried migration, has to offer.
--
-- Written as an attacker would, from the manual and from facts, without a look at the doctor's checks. Tables are made
-- correctly by planted.make, and what follows spoils them; planted.py says what each defect is and proves that it is one.
-- A line that ends in `-- @15+` is for those majors only. Run as a superuser, in a database of its own.

CREATE ROLE planted_owner NOLOGIN;
CREATE ROLE planted_group NOLOGIN;  -- the tenant's role inherits from it
CREATE ROLE planted_tenant NOLOGIN;
CREATE ROLE planted_other NOLOGIN;
CREATE ROLE planted_bypass NOLOGIN BYPASSRLS;
CREATE ROLE planted_login LOGIN NOINHERIT;
CREATE ROLE planted_app LOGIN NOINHERIT;  -- the application's own
GRANT planted_group TO planted_tenant;
GRANT planted_tenant TO planted_login, planted_app;

CREATE SCHEMA planted AUTHORIZATION planted_owner;
CREATE SCHEMA planted_evil;
GRANT USAGE ON SCHEMA planted, planted_evil TO PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- What carries the context, correctly.
CREATE FUNCTION planted.org() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif(pg_catalog.current_setting('app.org_id', true), '')::bigint $$;

-- A table as it should be, with three organizations' rows; with a condition, a policy for all commands.
CREATE FUNCTION planted.make(name text, condition text DEFAULT NULL, permit text DEFAULT 'all') RETURNS void
    LANGUAGE plpgsql AS $make$
BEGIN
    EXECUTE format('CREATE TABLE planted.%1$I (org_id bigint NOT NULL, id bigint NOT NULL, owner_id bigint NOT NULL'
                   ' DEFAULT 42, body text, status text DEFAULT ''public'', deleted_at timestamptz,'
                   ' PRIMARY KEY (org_id, id))', name);
    EXECUTE format('INSERT INTO planted.%1$I (org_id, id, body) SELECT o, i, ''of '' || o'
                   ' FROM unnest(ARRAY[1, 42, 43]) AS o, generate_series(1, 3) AS i', name);
    EXECUTE format('ALTER TABLE planted.%1$I OWNER TO planted_owner, ENABLE ROW LEVEL SECURITY,'
                   ' FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON planted.%1$I TO planted_tenant', name);
    IF condition IS NOT NULL THEN
        EXECUTE format('CREATE POLICY tenant ON planted.%I FOR %s TO planted_tenant USING (%s)', name, permit, condition);
    END IF;
END
$make$;

-- Row security itself ---------------------------------------------------------------------------------------------

-- Never switched on.
SELECT planted.make('t_off');
ALTER TABLE planted.t_off DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;

-- The same under a name that has to be quoted.
SELECT planted.make('Odd "Name"; --');
ALTER TABLE planted."Odd ""Name""; --" DISABLE ROW LEVEL SECURITY;

-- Switched off again, for a migration; its policies are still there and read well.
SELECT planted.make('t_disabled', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.t_disabled DISABLE ROW LEVEL SECURITY;

-- Not forced: whatever runs as the owner (here a view) sees all.
SELECT planted.make('t_not_forced', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.t_not_forced NO FORCE ROW LEVEL SECURITY;

-- The tenant's role owns the table, and it is not forced.
SELECT planted.make('t_owned', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.t_owned OWNER TO planted_tenant, NO FORCE ROW LEVEL SECURITY;

-- A group that the tenant's role inherits from owns it: has the owner's rights by membership.
SELECT planted.make('t_owned_by_group', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.t_owned_by_group OWNER TO planted_group, NO FORCE ROW LEVEL SECURITY;

-- The tenant's role owns it and it is forced: it may say NO FORCE, or drop the policy.
SELECT planted.make('t_owned_forced', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.t_owned_forced OWNER TO planted_tenant;

-- On, and no policy: nobody sees a row, and somebody will switch it off again.
SELECT planted.make('t_no_policy');

-- Only a restrictive policy: the same.
SELECT planted.make('t_only_restrictive');
CREATE POLICY tenant ON planted.t_only_restrictive AS RESTRICTIVE TO planted_tenant
    USING (org_id = (SELECT planted.org()));

-- Its policy is for another role.
SELECT planted.make('t_to_other');
CREATE POLICY tenant ON planted.t_to_other TO planted_other USING (org_id = (SELECT planted.org()));

-- UPDATE and DELETE are granted, and no policy is for them.
SELECT planted.make('t_select_only', 'org_id = (SELECT planted.org())', 'select');

-- Granted through the group, and off.
SELECT planted.make('t_by_group');
ALTER TABLE planted.t_by_group DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON planted.t_by_group FROM planted_tenant;
GRANT SELECT ON planted.t_by_group TO planted_group;

-- Granted to everybody, and off.
SELECT planted.make('t_by_public');
ALTER TABLE planted.t_by_public DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON planted.t_by_public FROM planted_tenant;
GRANT SELECT ON planted.t_by_public TO PUBLIC;

-- Of one column only, and off.
SELECT planted.make('t_by_column');
ALTER TABLE planted.t_by_column DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON planted.t_by_column FROM planted_tenant;
GRANT SELECT (body) ON planted.t_by_column TO planted_tenant;

-- The tenant's column has another name, as only its foreign key tells.
CREATE TABLE planted.orgs (org_id bigint PRIMARY KEY, name text);
INSERT INTO planted.orgs VALUES (1, 'one'), (42, 'forty-two'), (43, 'forty-three');
ALTER TABLE planted.orgs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, OWNER TO planted_owner;
CREATE POLICY tenant ON planted.orgs TO planted_tenant USING (org_id = (SELECT planted.org()));
GRANT SELECT ON planted.orgs TO planted_tenant;
CREATE TABLE planted.t_other_name (id bigint PRIMARY KEY, company bigint NOT NULL REFERENCES planted.orgs, body text);
INSERT INTO planted.t_other_name VALUES (1, 42, 'ours'), (2, 43, 'theirs');
GRANT SELECT ON planted.t_other_name TO planted_tenant;

-- No tenant's column: rows belong to a tenant through their parent only.
SELECT planted.make('parent', 'org_id = (SELECT planted.org())');
CREATE TABLE planted.t_child (
    id bigint PRIMARY KEY, parent_org bigint NOT NULL, parent_id bigint NOT NULL, body text,
    FOREIGN KEY (parent_org, parent_id) REFERENCES planted.parent (org_id, id)
);
INSERT INTO planted.t_child VALUES (1, 42, 1, 'ours'), (2, 43, 1, 'theirs');
GRANT SELECT ON planted.t_child TO planted_tenant;

-- Conditions ------------------------------------------------------------------------------------------------------

-- Of every row.
SELECT planted.make('p_true', 'true');

-- New rows may be anybody's.
SELECT planted.make('p_insert_true', 'org_id = (SELECT planted.org())', 'select');
CREATE POLICY adds ON planted.p_insert_true FOR INSERT TO planted_tenant WITH CHECK (true);

-- A row may be given to somebody else.
SELECT planted.make('p_update_check_true', 'org_id = (SELECT planted.org())', 'select');
CREATE POLICY changes ON planted.p_update_check_true FOR UPDATE TO planted_tenant
    USING (org_id = (SELECT planted.org())) WITH CHECK (true);

-- FOR ALL, whose WITH CHECK undoes what its USING says.
SELECT planted.make('p_all_check_true');
CREATE POLICY tenant ON planted.p_all_check_true TO planted_tenant
    USING (org_id = (SELECT planted.org())) WITH CHECK (true);

-- New rows have a condition, of which none is the tenant's.
SELECT planted.make('p_insert_open', 'org_id = (SELECT planted.org())', 'select');
CREATE POLICY adds ON planted.p_insert_open FOR INSERT TO planted_tenant WITH CHECK (body <> '');

-- A DELETE without a WHERE asks the policies for DELETE only.
SELECT planted.make('p_delete_true', 'org_id = (SELECT planted.org())', 'select');
CREATE POLICY removes ON planted.p_delete_true FOR DELETE TO planted_tenant USING (true);

-- A condition that has nothing to do with the tenant.
SELECT planted.make('p_no_context', 'body IS NOT NULL');

-- A condition on the column, with a constant.
SELECT planted.make('p_constant', 'org_id > 0');

-- Rows of nobody are everybody's; a NULL comes by a bug.
SELECT planted.make('p_or_null', 'org_id = (SELECT planted.org()) OR org_id IS NULL');
ALTER TABLE planted.p_or_null DROP CONSTRAINT p_or_null_pkey;
CREATE INDEX ON planted.p_or_null (org_id);
ALTER TABLE planted.p_or_null ALTER org_id DROP NOT NULL;
INSERT INTO planted.p_or_null VALUES (NULL, 4);

-- Opens where the context is not set.
SELECT planted.make('p_unset_opens', '(SELECT planted.org()) IS NULL OR org_id = (SELECT planted.org())');

-- Opens where the context is empty, as it is after a SET LOCAL has ended.
SELECT planted.make('p_empty_opens',
    'coalesce(current_setting(''app.org_id'', true), '''') = '''' OR org_id = (SELECT planted.org())');

-- The same by coalesce: without a context the column is compared with itself.
SELECT planted.make('p_coalesce_opens', 'org_id = coalesce((SELECT planted.org()), org_id)');

-- The same by CASE.
SELECT planted.make('p_case_opens',
    'CASE WHEN (SELECT planted.org()) IS NULL THEN true ELSE org_id = (SELECT planted.org()) END');

-- The same in the function: a default organization.
CREATE FUNCTION planted.org_or_first() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT coalesce(nullif(current_setting('app.org_id', true), ''), '1')::bigint $$;
SELECT planted.make('p_default_org', 'org_id = (SELECT planted.org_or_first())');

-- NULL is not distinct from NULL.
SELECT planted.make('p_not_distinct', 'org_id IS NOT DISTINCT FROM (SELECT planted.org())');
ALTER TABLE planted.p_not_distinct DROP CONSTRAINT p_not_distinct_pkey;
CREATE INDEX ON planted.p_not_distinct (org_id);
ALTER TABLE planted.p_not_distinct ALTER org_id DROP NOT NULL;
INSERT INTO planted.p_not_distinct VALUES (NULL, 4);

-- A setting that anybody may set switches the policy off.
SELECT planted.make('p_switch',
    'org_id = (SELECT planted.org()) OR current_setting(''app.bypass'', true) = ''on''');

-- The same, hidden in a function.
CREATE FUNCTION planted.is_admin() RETURNS boolean LANGUAGE sql STABLE
    AS $$ SELECT coalesce(current_setting('app.is_admin', true), '') = 'true' $$;
SELECT planted.make('p_hidden_switch', 'org_id = (SELECT planted.org()) OR (SELECT planted.is_admin())');

-- The context, compared with another column.
SELECT planted.make('p_wrong_column', 'owner_id = (SELECT planted.org())');

-- The column, compared with itself: the alias was forgotten.
SELECT planted.make('p_itself', 'org_id = org_id');

-- The same within a sub-select, where an unqualified name is the nearer table's.
SELECT planted.make('members', 'org_id = (SELECT planted.org())');
SELECT planted.make('p_captured', 'EXISTS (SELECT FROM planted.members m WHERE m.org_id = org_id)');

-- A sub-select with the context that has nothing to do with the row.
SELECT planted.make('p_uncorrelated', 'EXISTS (SELECT FROM planted.members m WHERE m.org_id = (SELECT planted.org()))');

-- Of every organization that there is; and orgs_open has no row security.
CREATE TABLE planted.orgs_open (id bigint PRIMARY KEY);
INSERT INTO planted.orgs_open VALUES (1), (42), (43);
GRANT SELECT ON planted.orgs_open TO planted_tenant;
SELECT planted.make('p_any_org', 'org_id IN (SELECT o.id FROM planted.orgs_open o)');

-- OR with something that is always so.
SELECT planted.make('p_tautology', 'org_id = (SELECT planted.org()) OR 1 = 1');

-- Not, where it should be.
SELECT planted.make('p_inverted', 'org_id <> (SELECT planted.org())');

-- From there on.
SELECT planted.make('p_at_least', 'org_id >= (SELECT planted.org())');

-- The role is shared by all organizations.
SELECT planted.make('p_role_only', 'current_user = ''planted_tenant''');

-- An OR that should have been within parentheses: a flag opens rows of all organizations.
SELECT planted.make('p_or_flag', 'org_id = (SELECT planted.org()) AND deleted_at IS NULL OR status = ''public''');

-- Two permissive policies are OR-ed: the second was meant to take away.
SELECT planted.make('p_second', 'org_id = (SELECT planted.org())');
CREATE POLICY alive ON planted.p_second TO planted_tenant USING (deleted_at IS NULL);

-- The second one is PUBLIC's.
SELECT planted.make('p_second_public', 'org_id = (SELECT planted.org())');
CREATE POLICY support ON planted.p_second_public FOR SELECT USING (true);

-- The second one is for a group that the tenant's role inherits from.
SELECT planted.make('p_second_group', 'org_id = (SELECT planted.org())');
CREATE POLICY staff ON planted.p_second_group FOR SELECT TO planted_group USING (true);

-- Fails where the setting was never set.
SELECT planted.make('p_not_missing_ok', 'org_id = current_setting(''app.org_id'')::bigint');

-- Fails where the setting is empty, as it is after a SET LOCAL has ended.
SELECT planted.make('p_empty_cast', 'org_id = current_setting(''app.org_id'', true)::bigint');

-- A setting that nobody sets: a typing error.
SELECT planted.make('p_other_setting',
    'org_id = (SELECT nullif(current_setting(''app.orgid'', true), '''')::bigint)');

-- Every read fails: the policy asks the table that it is on.
SELECT planted.make('p_recursive', 'org_id IN (SELECT r.org_id FROM planted.p_recursive r WHERE r.owner_id = 42)');

-- Every read fails: the policy asks a table that the tenant's role may not read.
CREATE TABLE planted.unread (org_id bigint);
SELECT planted.make('p_unread', 'org_id IN (SELECT u.org_id FROM planted.unread u WHERE u.org_id = planted.org())');

-- The policy rests on a table that the tenant's role may write.
CREATE TABLE planted.shares (org_id bigint, shared_with bigint, PRIMARY KEY (shared_with, org_id));
INSERT INTO planted.shares VALUES (42, 42);
GRANT SELECT, INSERT ON planted.shares TO planted_tenant;
SELECT planted.make('p_writable',
    'org_id IN (SELECT s.org_id FROM planted.shares s WHERE s.shared_with = (SELECT planted.org()))');

-- The policy's function is the tenant's role's own, which may replace it.
CREATE FUNCTION planted.org_owned() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('app.org_id', true), '')::bigint $$;
ALTER FUNCTION planted.org_owned() OWNER TO planted_tenant;
SELECT planted.make('p_owned_function', 'org_id = (SELECT planted.org_owned())');

-- IMMUTABLE: plans keep the organization of the day they were made.
CREATE FUNCTION planted.org_immutable() RETURNS bigint LANGUAGE sql IMMUTABLE
    AS $$ SELECT nullif(current_setting('app.org_id', true), '')::bigint $$;
SELECT planted.make('p_immutable', 'org_id = planted.org_immutable()');

-- VOLATILE, as functions are where nothing is said: called for each row, no index.
CREATE FUNCTION planted.org_volatile() RETURNS bigint LANGUAGE plpgsql
    AS $$ BEGIN RETURN nullif(current_setting('app.org_id', true), '')::bigint; END $$;
SELECT planted.make('p_volatile', 'org_id = planted.org_volatile()');

-- A function of the row: called for each.
CREATE FUNCTION planted.may_see(bigint) RETURNS boolean LANGUAGE plpgsql STABLE
    AS $$ BEGIN RETURN $1 = planted.org(); END $$;
SELECT planted.make('p_per_row', 'planted.may_see(org_id)');

-- A cast on the column: no index.
SELECT planted.make('p_cast', 'org_id::text = (SELECT current_setting(''app.org_id'', true))');

-- Indexes and keys ------------------------------------------------------------------------------------------------

-- No index begins with the tenant's column.
SELECT planted.make('i_none', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.i_none DROP CONSTRAINT i_none_pkey, ADD PRIMARY KEY (id, org_id);

-- One does, and has rows of one status only.
SELECT planted.make('i_partial', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.i_partial DROP CONSTRAINT i_partial_pkey, ADD PRIMARY KEY (id, org_id);
CREATE INDEX ON planted.i_partial (org_id) WHERE status = 'public';

-- One does, and was never finished.
SELECT planted.make('i_invalid', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.i_invalid DROP CONSTRAINT i_invalid_pkey, ADD PRIMARY KEY (id, org_id);
CREATE INDEX i_invalid_org ON planted.i_invalid (org_id);
UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = 'planted.i_invalid_org'::regclass;

-- A GIN index that no tenant's query can use: @> is not leakproof.
SELECT planted.make('i_gin', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.i_gin ADD data jsonb;
CREATE INDEX ON planted.i_gin USING gin (data);

-- A key across organizations: an INSERT tells whether another one has that slug.
SELECT planted.make('k_unique', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.k_unique ADD slug text;
UPDATE planted.k_unique SET slug = org_id || '-' || id;
ALTER TABLE planted.k_unique ADD UNIQUE (slug);

-- The same by an index on an expression.
SELECT planted.make('k_unique_index', 'org_id = (SELECT planted.org())');
UPDATE planted.k_unique_index SET body = org_id || '-' || id;
CREATE UNIQUE INDEX ON planted.k_unique_index (lower(body)) WHERE org_id > 1;

-- The same by an exclusion constraint.
SELECT planted.make('k_exclude', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.k_exclude ADD slug text;
UPDATE planted.k_exclude SET slug = org_id || '-' || id;
ALTER TABLE planted.k_exclude ADD EXCLUDE USING btree (slug WITH =);

-- A foreign key that does not carry the organization: it accepts, and so tells of, rows of others.
SELECT planted.make('k_parent', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.k_parent ADD serial bigint;
UPDATE planted.k_parent SET serial = org_id * 100 + id;
ALTER TABLE planted.k_parent ADD UNIQUE (serial);
SELECT planted.make('k_foreign', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.k_foreign ADD parent bigint REFERENCES planted.k_parent (serial);

-- Rows may be of nobody.
SELECT planted.make('k_nullable', 'org_id = (SELECT planted.org())');
ALTER TABLE planted.k_nullable DROP CONSTRAINT k_nullable_pkey;
CREATE INDEX ON planted.k_nullable (org_id, id);
ALTER TABLE planted.k_nullable ALTER org_id DROP NOT NULL;

-- Partitions and copies -------------------------------------------------------------------------------------------

-- Row security on the parent, and the partition is granted.
CREATE TABLE planted.parted (org_id bigint NOT NULL, at date NOT NULL, body text) PARTITION BY RANGE (at);
CREATE INDEX ON planted.parted (org_id);
ALTER TABLE planted.parted ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON planted.parted TO planted_tenant USING (org_id = (SELECT planted.org()));
CREATE TABLE planted.parted_2026_01 PARTITION OF planted.parted FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
-- A partition with partitions of its own: its row security says nothing of them.
CREATE TABLE planted.parted_2026_02 PARTITION OF planted.parted FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')
    PARTITION BY LIST (org_id);
ALTER TABLE planted.parted_2026_02 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON planted.parted_2026_02 TO planted_tenant USING (org_id = (SELECT planted.org()));
CREATE TABLE planted.parted_2026_02_rest PARTITION OF planted.parted_2026_02 DEFAULT;
-- Detached: a table of its own, with no policies.
CREATE TABLE planted.parted_2025_12 PARTITION OF planted.parted FOR VALUES FROM ('2025-12-01') TO ('2026-01-01');
INSERT INTO planted.parted SELECT o, d::date, 'of ' || o
    FROM unnest(ARRAY[1, 42, 43]) AS o, unnest(ARRAY['2025-12-05', '2026-01-05', '2026-02-05']) AS d;
ALTER TABLE planted.parted DETACH PARTITION planted.parted_2025_12;
GRANT SELECT, INSERT ON planted.parted, planted.parted_2026_01, planted.parted_2026_02, planted.parted_2026_02_rest,
    planted.parted_2025_12 TO planted_tenant;

-- The same by inheritance.
SELECT planted.make('inherited', 'org_id = (SELECT planted.org())');
CREATE TABLE planted.inheriting (extra text) INHERITS (planted.inherited);
INSERT INTO planted.inheriting (org_id, id) VALUES (1, 11), (42, 11), (43, 11);
GRANT SELECT ON planted.inheriting TO planted_tenant;

-- A copy that somebody made before a migration.
CREATE TABLE planted.parent_backup_20260101 AS SELECT * FROM planted.parent;
GRANT SELECT ON planted.parent_backup_20260101 TO planted_tenant;

-- Views and what is like them -------------------------------------------------------------------------------------

SELECT planted.make('base', 'org_id = (SELECT planted.org())');

-- Its owner is a superuser.
CREATE VIEW planted.v_superuser AS SELECT * FROM planted.base;
-- Its owner has BYPASSRLS.
CREATE VIEW planted.v_bypass AS SELECT * FROM planted.base;
GRANT SELECT ON planted.base TO planted_bypass;
GRANT CREATE ON SCHEMA planted TO planted_bypass;
ALTER VIEW planted.v_bypass OWNER TO planted_bypass;
REVOKE CREATE ON SCHEMA planted FROM planted_bypass;
-- Its owner owns the table, which is not forced.
CREATE VIEW planted.v_owner AS SELECT * FROM planted.t_not_forced;
ALTER VIEW planted.v_owner OWNER TO planted_owner;
-- The tenant's column has another name there.
CREATE VIEW planted.v_renamed AS SELECT org_id AS company, body FROM planted.base;
-- It has none there.
CREATE VIEW planted.v_without AS SELECT id, body FROM planted.base;
-- Of all organizations together.
CREATE VIEW planted.v_counts AS SELECT status, count(*) AS rows FROM planted.base GROUP BY status;
-- A view on a view; the one above runs as whoever asks, the one below does not.
CREATE VIEW planted.v_chain_below AS SELECT * FROM planted.base;
CREATE VIEW planted.v_chain AS SELECT * FROM planted.v_chain_below;
ALTER VIEW planted.v_chain SET (security_invoker = true);  -- @15+
-- Says so itself.
CREATE VIEW planted.v_definer AS SELECT * FROM planted.base;
ALTER VIEW planted.v_definer SET (security_invoker = false);  -- @15+
-- It has the tenant's condition itself, and is no barrier: a function that tells what it is given is called first.
CREATE VIEW planted.v_no_barrier AS SELECT * FROM planted.base WHERE org_id = planted.org();
-- A barrier with the tenant's condition, through which rows of others can be written.
CREATE VIEW planted.v_no_check WITH (security_barrier) AS SELECT * FROM planted.base WHERE org_id = planted.org();
GRANT INSERT ON planted.v_no_check TO planted_tenant;
-- It reads a partition, past the policies of its table.
CREATE VIEW planted.v_partition AS SELECT * FROM planted.parted_2026_01;
ALTER VIEW planted.v_partition OWNER TO planted_owner;
GRANT SELECT ON planted.parted_2026_01 TO planted_owner;

-- What somebody saw, kept.
CREATE MATERIALIZED VIEW planted.m_view AS SELECT * FROM planted.base;
CREATE MATERIALIZED VIEW planted.m_counts AS SELECT org_id AS company, count(*) AS rows FROM planted.base GROUP BY 1;
GRANT SELECT ON planted.v_superuser, planted.v_bypass, planted.v_owner, planted.v_renamed, planted.v_without,
    planted.v_counts, planted.v_chain, planted.v_chain_below, planted.v_definer, planted.v_no_barrier, planted.v_no_check,
    planted.v_partition, planted.m_view, planted.m_counts TO planted_tenant;

-- Another server's, where a login of its own decides.
CREATE FOREIGN DATA WRAPPER planted_wrapper;
CREATE SERVER planted_server FOREIGN DATA WRAPPER planted_wrapper;
CREATE USER MAPPING FOR PUBLIC SERVER planted_server OPTIONS (user 'strong', password 'secret');
CREATE FOREIGN TABLE planted.f_table (org_id bigint, body text) SERVER planted_server;
GRANT SELECT ON planted.f_table TO planted_tenant;

-- A rule writes as the table's owner: an UPDATE of the one is one of the other, everybody's rows.
SELECT planted.make('r_written');
REVOKE ALL ON planted.r_written FROM planted_tenant;
CREATE VIEW planted.r_view AS SELECT 1 AS one;
CREATE RULE r AS ON UPDATE TO planted.r_view DO INSTEAD UPDATE planted.r_written SET body = 'written';
GRANT SELECT, UPDATE ON planted.r_view TO planted_tenant;

-- Functions -------------------------------------------------------------------------------------------------------

-- Runs as a superuser; anybody may call it, as of every function.
CREATE FUNCTION planted.f_definer() RETURNS SETOF planted.base LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$ SELECT * FROM planted.base $$;
-- A procedure.
CREATE PROCEDURE planted.f_procedure() LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    AS $$ UPDATE planted.base SET body = 'written' $$;
-- Runs as its owner, and finds tables by the caller's search_path: a temporary table of that name is found first.
SET check_function_bodies = off;  -- whose members it means is decided when it is called
CREATE FUNCTION planted.f_no_path(bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    AS $$ SELECT EXISTS (SELECT FROM members m WHERE m.org_id = $1) $$;
RESET check_function_bodies;
-- Runs any text as a superuser.
CREATE FUNCTION planted.f_definer_runs(query text) RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$ BEGIN RETURN QUERY EXECUTE query; END $$;
-- Sets another organization.
CREATE FUNCTION planted.f_sets(org bigint) RETURNS text LANGUAGE sql
    AS $$ SELECT set_config('app.org_id', org::text, false) $$;
-- The same, as a setting of the function's own: whatever it runs is another organization's.
CREATE FUNCTION planted.f_as_43() RETURNS bigint LANGUAGE sql SET "app.org_id" = '43'
    AS $$ SELECT count(*) FROM planted.base $$;
-- Leaves the role.
CREATE FUNCTION planted.f_leaves() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RESET ROLE; END $$;
-- Runs any text as whoever calls.
CREATE FUNCTION planted.f_runs(query text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE query; END $$;
-- Says that it does not leak, and is believed: it is called before the policies, of every row.
CREATE FUNCTION planted.f_leakproof(text) RETURNS boolean LANGUAGE plpgsql STABLE LEAKPROOF COST 0.0001
    AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$;

-- Privileges ------------------------------------------------------------------------------------------------------

-- Empties every organization's rows.
SELECT planted.make('g_truncate', 'org_id = (SELECT planted.org())');
GRANT TRUNCATE ON planted.g_truncate TO planted_tenant;
-- A foreign key of the tenant's own would tell which rows there are.
SELECT planted.make('g_references', 'org_id = (SELECT planted.org())');
GRANT REFERENCES ON planted.g_references TO planted_tenant;
-- A trigger runs as whoever writes.
SELECT planted.make('g_trigger', 'org_id = (SELECT planted.org())');
GRANT TRIGGER ON planted.g_trigger TO planted_tenant;
-- Everybody's, whoever logs in; policies are for one role.
SELECT planted.make('g_public');
GRANT SELECT, INSERT ON planted.g_public TO PUBLIC;
CREATE POLICY tenant ON planted.g_public USING (org_id = (SELECT planted.org()));
-- Objects of the tenant's own, before those that others mean.
GRANT CREATE ON SCHEMA planted_evil TO planted_tenant;
-- A large object knows no rows.
SELECT lo_from_bytea(987654, 'everybody''s');
GRANT SELECT ON LARGE OBJECT 987654 TO planted_tenant;

-- Roles -----------------------------------------------------------------------------------------------------------

-- One SET ROLE, and there is no row security.
GRANT planted_bypass TO planted_login;
-- One SET ROLE, and the tables are its own.
GRANT planted_owner TO planted_login;
-- Files of the server, data files among them; programs.
GRANT pg_read_server_files TO planted_login;
GRANT pg_execute_server_program TO planted_login;
-- What others run, with the values in it.
GRANT pg_monitor TO planted_tenant;
-- Reads and writes all that is there (not past row security).
GRANT pg_read_all_data TO planted_login;  -- @14+
-- Up to 15 it may grant itself all but a superuser; afterwards make roles.
ALTER ROLE planted_login CREATEROLE;
-- Takes a copy of the whole cluster.
ALTER ROLE planted_login REPLICATION;
-- Sessions of this login find another schema's functions and operators first.
ALTER ROLE planted_login IN DATABASE :database SET search_path = planted_evil, planted, public;
-- The application's sessions begin with somebody's organization, and without row security.
ALTER ROLE planted_app IN DATABASE :database SET "app.org_id" = '1';
ALTER ROLE planted_app IN DATABASE :database SET row_security = off;

DROP FUNCTION planted.make(text, text, text);
-- Whatever is made from here on is open from its birth.
ALTER DEFAULT PRIVILEGES FOR ROLE planted_owner IN SCHEMA planted GRANT SELECT ON TABLES TO planted_tenant;
