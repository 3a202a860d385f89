-- What a database's owner may have planted, or left: code that switches, reads and switches back, and doors past policies.
CREATE FUNCTION seen() RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE before text := current_setting('app.current_org_id'); names text;
BEGIN
    PERFORM set_config('app.current_org_id', '43', true);
    SELECT string_agg(name, ', ') INTO names FROM public.things;
    PERFORM set_config('app.current_org_id', before, true);
    RETURN names;
END $$;
CREATE FUNCTION told(anything text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
    AS $$ BEGIN RAISE NOTICE '%', public.seen(); RETURN true; END $$;
CREATE FUNCTION seen_of(anything text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN public.seen(); END $$;

-- reached by what no name in a statement tells of
CREATE DOMAIN told_domain AS text CHECK (told(VALUE));
CREATE TYPE seen_type AS (names text);
CREATE FUNCTION to_seen(int) RETURNS seen_type LANGUAGE plpgsql AS $$ BEGIN RETURN row(public.seen()); END $$;
CREATE CAST (int AS seen_type) WITH FUNCTION to_seen(int);
CREATE TYPE left_type AS (names text);
CREATE FUNCTION to_left(int) RETURNS left_type LANGUAGE plpgsql AS $$
DECLARE names text;
BEGIN
    PERFORM set_config('app.current_org_id', '43', false);
    SELECT string_agg(name, ', ') INTO names FROM public.things;
    RETURN row(names);
END $$;
CREATE CAST (int AS left_type) WITH FUNCTION to_left(int);
CREATE TYPE loud_type AS (names text);
CREATE FUNCTION to_loud(int) RETURNS loud_type LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.current_org_id', '43', true);
    RAISE EXCEPTION '%', (SELECT string_agg(name, ', ') FROM public.things);
END $$;
CREATE CAST (int AS loud_type) WITH FUNCTION to_loud(int);
CREATE TYPE pair AS (n int);
CREATE FUNCTION pair_compared(a pair, b pair) RETURNS int LANGUAGE plpgsql IMMUTABLE
    AS $$ BEGIN RAISE NOTICE '%', public.seen(); RETURN (a.n > b.n)::int - (a.n < b.n)::int; END $$;
CREATE FUNCTION pair_less(a pair, b pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT (a).n < (b).n';
CREATE FUNCTION pair_less_equal(a pair, b pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT (a).n <= (b).n';
CREATE FUNCTION pair_equal(a pair, b pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT (a).n = (b).n';
CREATE FUNCTION pair_more_equal(a pair, b pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT (a).n >= (b).n';
CREATE FUNCTION pair_more(a pair, b pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT (a).n > (b).n';
CREATE OPERATOR <# (FUNCTION = pair_less, LEFTARG = pair, RIGHTARG = pair);
CREATE OPERATOR <=# (FUNCTION = pair_less_equal, LEFTARG = pair, RIGHTARG = pair);
CREATE OPERATOR =# (FUNCTION = pair_equal, LEFTARG = pair, RIGHTARG = pair);
CREATE OPERATOR >=# (FUNCTION = pair_more_equal, LEFTARG = pair, RIGHTARG = pair);
CREATE OPERATOR ># (FUNCTION = pair_more, LEFTARG = pair, RIGHTARG = pair);
CREATE OPERATOR CLASS pair_ops DEFAULT FOR TYPE pair USING btree AS
    OPERATOR 1 <#, OPERATOR 2 <=#, OPERATOR 3 =#, OPERATOR 4 >=#, OPERATOR 5 >#, FUNCTION 1 pair_compared(pair, pair);
CREATE FUNCTION pair_told(a pair, b pair) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
    AS $$ BEGIN RETURN public.told('') AND a.n >= b.n; END $$;
CREATE OPERATOR >= (FUNCTION = pair_told, LEFTARG = pair, RIGHTARG = pair);
CREATE FUNCTION "a ""quoted"" name"() RETURNS text LANGUAGE sql AS 'SELECT seen()';
CREATE FUNCTION a_name_of_many_letters_that_the_server_cuts_where_63_bytes_end_() RETURNS text LANGUAGE sql AS 'SELECT seen()';
CREATE TABLE telling (note text);
INSERT INTO telling VALUES ('x');
ALTER TABLE telling ENABLE ROW LEVEL SECURITY;
CREATE POLICY tells ON telling USING (told(note));
CREATE VIEW seeing AS SELECT seen() AS names;
CREATE FUNCTION by_a_view() RETURNS text LANGUAGE sql AS 'SELECT names FROM public.seeing';
CREATE FUNCTION by_a_cast() RETURNS text LANGUAGE sql AS 'SELECT (1::public.seen_type).names';
CREATE OPERATOR ?? (FUNCTION = seen_of, RIGHTARG = text);
CREATE FUNCTION by_an_operator() RETURNS text LANGUAGE sql AS $$ SELECT OPERATOR(public.??) 'x'::text $$;
DO $$
BEGIN
    CREATE FUNCTION in_c(text) RETURNS SETOF record LANGUAGE c STRICT AS '$libdir/tablefunc', 'crosstab';
EXCEPTION WHEN undefined_file THEN NULL;
END $$;
CREATE FUNCTION with_a_comment() RETURNS text LANGUAGE plpgsql AS $$
DECLARE names text;
BEGIN
    SET /* nothing */ LOCAL app.current_org_id = 43;
    SELECT string_agg(name, ', ') INTO names FROM public.things;
    SET /* nothing */ LOCAL app.current_org_id = 42;
    RETURN names;
END $$;
CREATE FUNCTION quietly(text, text, boolean) RETURNS text LANGUAGE internal AS 'set_config_by_name';

-- reached by writing
CREATE TABLE triggered (note text);
CREATE FUNCTION trigger_sees() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := public.seen(); RETURN NEW; END $$;
CREATE TRIGGER sees BEFORE INSERT ON triggered FOR EACH ROW EXECUTE FUNCTION trigger_sees();
CREATE TABLE defaulted (note text DEFAULT seen(), other text);
CREATE TABLE checked (note text CHECK (told(note)));
CREATE TABLE generated (note text, names text GENERATED ALWAYS AS (seen_of(note)) STORED);
CREATE TABLE indexed (note text);
CREATE INDEX ON indexed (seen_of(note)) WHERE told(note);
CREATE TABLE ruled (note text);
CREATE RULE sees AS ON INSERT TO ruled DO INSTEAD INSERT INTO defaulted (other, note) VALUES (NEW.note, seen())
    RETURNING defaulted.note;
CREATE FUNCTION event_tells() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM public.told(''); END $$;
CREATE EVENT TRIGGER tells ON ddl_command_start WHEN TAG IN ('CREATE SEQUENCE') EXECUTE FUNCTION event_tells();

-- settings and names that somebody trusts
CREATE TABLE supported (org_id bigint, name text);
INSERT INTO supported SELECT org_id, name FROM things;
ALTER TABLE supported ENABLE ROW LEVEL SECURITY;
CREATE POLICY ours ON supported
    USING (org_id = (SELECT current_org()) OR current_setting('app.support', true) = 'on');
CREATE FUNCTION in_case() RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT current_setting('App.Letters', true) = 'on' $$;
CREATE FUNCTION support() RETURNS text LANGUAGE sql AS $$ SELECT set_config('app.support', 'on', false) $$;
CREATE VIEW watched AS SELECT current_setting('app.watched', true) AS watched;
CREATE TABLE helpers (org_id bigint);
CREATE FUNCTION helped(bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    AS $$ BEGIN RETURN EXISTS (SELECT FROM helpers WHERE org_id = $1); END $$;
CREATE TABLE helping (org_id bigint, name text);
INSERT INTO helping SELECT org_id, name FROM things;
ALTER TABLE helping ENABLE ROW LEVEL SECURITY;
CREATE POLICY ours ON helping USING (org_id = (SELECT current_org()) OR helped(org_id));
CREATE TABLE members (org_id bigint, who bigint);
CREATE TABLE people (who bigint, name text);
INSERT INTO people SELECT n, 'theirs ' || n FROM generate_series(1, 3) AS n;
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY ours ON people USING (EXISTS (
    SELECT FROM members AS m WHERE m.who = people.who AND m.org_id = (SELECT current_org())
));
CREATE SCHEMA room;
GRANT USAGE, CREATE ON SCHEMA room TO small_member;
CREATE FUNCTION set_tenant_context(org text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    AS $$ BEGIN PERFORM set_config('app.current_org_id', org, false); END $$;

-- relations that row security does not reach
CREATE VIEW everybody AS SELECT org_id, name FROM things;
CREATE VIEW filtered WITH (security_barrier = false) AS SELECT name FROM everybody WHERE name LIKE 'ours%';
CREATE FUNCTION leaky(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001
    AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$;
CREATE FUNCTION as_the_owner() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT name FROM public.things';
CREATE MATERIALIZED VIEW kept AS SELECT org_id, name FROM things;
CREATE TABLE months (org_id bigint NOT NULL, name text, month int) PARTITION BY RANGE (month);
CREATE TABLE months_1 PARTITION OF months FOR VALUES FROM (1) TO (2);
CREATE TABLE months_2 PARTITION OF months FOR VALUES FROM (2) TO (3);
INSERT INTO months SELECT org_id, name, m FROM things, generate_series(1, 2) AS m;
ALTER TABLE months ENABLE ROW LEVEL SECURITY;
CREATE POLICY ours ON months USING (org_id = (SELECT current_org()));
ALTER TABLE months DETACH PARTITION months_2;
CREATE TABLE parents (org_id bigint, name text);
CREATE TABLE children () INHERITS (parents);
INSERT INTO children SELECT org_id, name FROM things;
ALTER TABLE parents ENABLE ROW LEVEL SECURITY;
CREATE POLICY ours ON parents USING (org_id = (SELECT current_org()));
CREATE TABLE slugs (org_id bigint, slug text UNIQUE);
INSERT INTO slugs VALUES (43, 'theirs');
ALTER TABLE slugs ENABLE ROW LEVEL SECURITY;
CREATE POLICY ours ON slugs USING (org_id = (SELECT current_org()));
CREATE TABLE referring (org_id bigint, thing_id bigint REFERENCES things);
ALTER TABLE referring ENABLE ROW LEVEL SECURITY;
CREATE POLICY ours ON referring USING (org_id = (SELECT current_org()));
SELECT lo_from_bytea(4242, 'theirs 1'::bytea);
GRANT SELECT ON LARGE OBJECT 4242 TO small_viewer, small_member;
ANALYZE months_1;
ANALYZE things;
ANALYZE kept;
DO $$
BEGIN
    CREATE EXTENSION postgres_fdw;
    EXECUTE format(
        'CREATE SERVER here FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, port %L, dbname %L)',
        split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), current_database()
    );
    EXECUTE format(
        'CREATE USER MAPPING FOR PUBLIC SERVER here OPTIONS (user %L, password_required ''false'')', current_user
    );
    CREATE FOREIGN TABLE far (org_id bigint, name text) SERVER here OPTIONS (schema_name 'public', table_name 'things');
EXCEPTION WHEN undefined_file OR feature_not_supported THEN NULL;
END $$;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO small_viewer, small_member;
GRANT INSERT, UPDATE ON triggered, defaulted, checked, generated, indexed, ruled, slugs, months_1, members, referring TO small_member;
GRANT TRUNCATE ON months_1 TO small_member;
