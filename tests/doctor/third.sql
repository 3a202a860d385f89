-- A third sowing: a role for each organization, nothing set; and ways that lead through roles, triggers and catalogs.
--
-- Schema `third` leaks, schema `fine` only looks so. A line that ends in `-- @14+` is for those majors only.

CREATE ROLE third_owner NOLOGIN;
CREATE ROLE third_all NOLOGIN;
CREATE ROLE third_42 NOLOGIN;
CREATE ROLE third_43 NOLOGIN;
CREATE ROLE third_4 NOLOGIN;
CREATE ROLE third_ops NOLOGIN;
CREATE ROLE third_root NOLOGIN BYPASSRLS;
CREATE ROLE third_login LOGIN NOINHERIT;
CREATE ROLE third_nobody NOLOGIN;
GRANT third_all TO third_42, third_43, third_4;
GRANT third_42, third_4 TO third_login;
CREATE SCHEMA third AUTHORIZATION third_owner;
CREATE SCHEMA fine AUTHORIZATION third_owner;
GRANT USAGE ON SCHEMA third, fine TO third_all;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

CREATE TABLE fine.tenants (id bigint PRIMARY KEY, db_user text UNIQUE);
INSERT INTO fine.tenants VALUES (4, 'third_4'), (42, 'third_42'), (43, 'third_43');
ALTER TABLE fine.tenants OWNER TO third_owner, ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON fine.tenants FOR SELECT TO third_all USING (db_user = current_user);
GRANT SELECT ON fine.tenants TO third_all;
CREATE FUNCTION fine.mine() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT t.id FROM fine.tenants t WHERE t.db_user = current_user $$;

CREATE FUNCTION third.make(place text, name text, condition text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $make$
DECLARE
    it CONSTANT text := format('%I.%I', place, name);
BEGIN
    EXECUTE format('CREATE TABLE %s (org bigint NOT NULL, id bigint NOT NULL, body text, made timestamptz DEFAULT now(),'
                   ' PRIMARY KEY (org, id))', it);
    EXECUTE format('INSERT INTO %s (org, id, body) SELECT o, i, ''of '' || o'
                   ' FROM unnest(ARRAY[4, 42, 43]) AS o, generate_series(1, 2) AS i', it);
    EXECUTE format('ALTER TABLE %s OWNER TO third_owner, ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', it);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO third_all', it);
    IF condition IS NOT NULL THEN
        EXECUTE format('CREATE POLICY tenant ON %s TO third_all USING (%s)', it, condition);
    END IF;
END
$make$;
SELECT third.make('fine', 'plain', 'org = (SELECT fine.mine())');

-- What leaks --------------------------------------------------------------------------------------------------------

-- The login is everybody's.
SELECT third.make('third', 'by_login', 'session_user = ''third_login''');
-- So is the group.
SELECT third.make('third', 'by_group', 'pg_has_role(current_user, ''third_all'', ''MEMBER'')');
-- third_42 is third_4 and something.
SELECT third.make('third', 'by_like', 'current_user LIKE ''third_'' || org || ''%''');
-- One tenant's role has another's privileges; each has a policy of its own.
SELECT third.make('third', 'by_roles');
CREATE POLICY four ON third.by_roles TO third_4 USING (org = 4);
CREATE POLICY ours ON third.by_roles TO third_42 USING (org = 42);
GRANT third_4 TO third_42;
-- current_user within SECURITY DEFINER is the owner, who has a tenant of its own.
INSERT INTO fine.tenants VALUES (1, current_user);
CREATE FUNCTION third.mine_definer() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$ SELECT t.id FROM fine.tenants t WHERE t.db_user = current_user $$;
SELECT third.make('third', 'by_definer', 'org = (SELECT third.mine_definer())');
INSERT INTO third.by_definer VALUES (1, 1, 'of 1');
-- IMMUTABLE, of the role.
CREATE FUNCTION third.mine_immutable() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT current_user::text $$;
SELECT third.make('third', 'by_immutable', '''third_'' || org = third.mine_immutable()');
-- Which role is whose tenant may be written by tenants.
CREATE TABLE third.map (id bigint, db_user text);
INSERT INTO third.map VALUES (42, 'third_42');
GRANT SELECT, INSERT ON third.map TO third_all;
SELECT third.make('third', 'by_map', 'org IN (SELECT m.id FROM third.map m WHERE m.db_user = current_user)');
-- Everybody may call an application what she likes.
SELECT third.make('third', 'by_application',
    'org = (SELECT fine.mine()) OR current_setting(''application_name'') = ''backoffice''');
-- Within a trigger all rows; a temporary table has one.
SELECT third.make('third', 'in_trigger', 'org = (SELECT fine.mine()) OR pg_trigger_depth() > 0');
-- What is new is everybody's.
SELECT third.make('third', 'recent', 'org = (SELECT fine.mine()) OR made > now() - interval ''1 hour''');
-- From the socket everybody is somebody.
SELECT third.make('third', 'by_address', 'org = (SELECT fine.mine()) OR inet_client_addr() IS NULL');
-- A trigger runs as a superuser, and writes what it finds into the row that a tenant adds.
SELECT third.make('third', 'by_trigger', 'org = (SELECT fine.mine())');
CREATE FUNCTION third.t_tells() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ BEGIN NEW.body := (SELECT string_agg(p.body, ' ') FROM fine.plain p); RETURN NEW; END $$;
CREATE TRIGGER tells BEFORE INSERT ON third.by_trigger FOR EACH ROW EXECUTE FUNCTION third.t_tells();
-- Of a view: what a tenant writes there goes anywhere.
CREATE VIEW third.v_trigger AS SELECT 42::bigint AS org, 'x' AS body;
CREATE FUNCTION third.t_writes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ BEGIN UPDATE fine.plain SET body = NEW.body; RETURN NEW; END $$;
CREATE TRIGGER writes INSTEAD OF UPDATE ON third.v_trigger FOR EACH ROW EXECUTE FUNCTION third.t_writes();
GRANT SELECT, UPDATE ON third.v_trigger TO third_all;
-- The statistics of columns hold values of everybody's rows.
CREATE VIEW third.v_statistics AS SELECT starelid::regclass AS of, stavalues1::text AS values FROM pg_catalog.pg_statistic;
GRANT SELECT ON third.v_statistics TO third_all;
GRANT SELECT ON pg_catalog.pg_statistic TO third_all;
-- A filter's view without a barrier: current_user is whoever asks there.
CREATE VIEW third.v_mine AS SELECT * FROM fine.plain WHERE org = fine.mine();
GRANT SELECT ON third.v_mine TO third_all;
-- Partitions with row security, and a policy of another day.
CREATE TABLE third.parted (org bigint NOT NULL, at date NOT NULL, body text) PARTITION BY RANGE (at);
CREATE INDEX ON third.parted (org);
ALTER TABLE third.parted OWNER TO third_owner, ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON third.parted TO third_all USING (org = (SELECT fine.mine()));
CREATE TABLE third.parted_old PARTITION OF third.parted FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
ALTER TABLE third.parted_old OWNER TO third_owner, ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON third.parted_old TO third_all USING (at < date '2030-01-01');
INSERT INTO third.parted VALUES (42, '2026-01-01', 'of 42'), (43, '2026-01-01', 'of 43');
GRANT SELECT ON third.parted, third.parted_old TO third_all;
-- What is granted may be granted on.
SELECT third.make('third', 'g_option', 'org = (SELECT fine.mine())');
GRANT SELECT ON third.g_option TO third_all WITH GRANT OPTION;
-- A role of a role of the login.
GRANT third_root TO third_ops;
GRANT third_ops TO third_login;
-- It may end others' statements.
GRANT pg_signal_backend TO third_login;
-- The database is the login's: it may set for everybody what it likes.
ALTER DATABASE :database OWNER TO third_login;
-- The functions of policies may be replaced: their schema is a tenant's role's.
CREATE SCHEMA third_schema AUTHORIZATION third_all;

-- What is right -----------------------------------------------------------------------------------------------------

-- Everything, restricted to the one tenant whose role it is (Logto).
SELECT third.make('fine', 'restricted', 'true');
CREATE POLICY only_ours ON fine.restricted AS RESTRICTIVE USING (org = (SELECT t.id FROM fine.tenants t
    WHERE t.db_user = current_user));
-- The role's name is the tenant's (Citus).
SELECT third.make('fine', 'by_name', 'current_user = ''third_'' || org');
SELECT third.make('fine', 'by_number', 'org = (SELECT substr(current_user, 7)::bigint)');
SELECT third.make('fine', 'by_regexp', 'org = (SELECT (regexp_match(current_user, ''^third_(\d+)$''))[1]::bigint)');
SELECT third.make('fine', 'in_map', 'org IN (SELECT t.id FROM fine.tenants t WHERE t.db_user = current_user)');
SELECT third.make('fine', 'recent', 'org = (SELECT fine.mine()) AND made > now() - interval ''100 years''');
-- A policy for each tenant's role, with its number.
SELECT third.make('fine', 'by_policy');
CREATE POLICY of_42 ON fine.by_policy TO third_42 USING (org = 42);
CREATE POLICY of_43 ON fine.by_policy TO third_43 USING (org = 43);
-- A trigger as its owner, which asks nobody else's rows.
SELECT third.make('fine', 'triggered', 'org = (SELECT fine.mine())');
CREATE FUNCTION fine.t_touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ BEGIN NEW.made := now(); RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON fine.triggered FOR EACH ROW EXECUTE FUNCTION fine.t_touch();
-- A partition with its table's policy.
CREATE TABLE fine.parted (org bigint NOT NULL, at date NOT NULL, body text) PARTITION BY RANGE (at);
CREATE INDEX ON fine.parted (org);
ALTER TABLE fine.parted OWNER TO third_owner, ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON fine.parted TO third_all USING (org = (SELECT fine.mine()));
CREATE TABLE fine.parted_all PARTITION OF fine.parted FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
ALTER TABLE fine.parted_all OWNER TO third_owner, ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON fine.parted_all TO third_all USING (org = (SELECT fine.mine()));
INSERT INTO fine.parted VALUES (42, '2026-01-01', 'of 42'), (43, '2026-01-01', 'of 43');
GRANT SELECT ON fine.parted, fine.parted_all TO third_all;
-- The catalog is everybody's.
CREATE VIEW fine.v_catalog AS SELECT c.relname, s.n_live_tup FROM pg_class c JOIN pg_stat_all_tables s ON s.relid = c.oid;
GRANT SELECT ON fine.v_catalog TO third_all;
-- Somebody else's, whom nobody of these becomes.
SELECT third.make('fine', 'elsewhere', 'org = (SELECT fine.mine())');
CREATE POLICY everything ON fine.elsewhere TO third_nobody USING (true);
GRANT SELECT, TRUNCATE ON fine.elsewhere TO third_nobody WITH GRANT OPTION;

DROP FUNCTION third.make(text, text, text);
ANALYZE;
