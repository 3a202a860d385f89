-- Two tables of three organizations, their roles, and functions that somebody has planted to leave the context.
DO $roles$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'small_owner') THEN
        CREATE ROLE small_owner NOLOGIN;
        CREATE ROLE small_viewer NOLOGIN;
        CREATE ROLE small_member NOLOGIN;
        CREATE ROLE small_eng LOGIN NOINHERIT PASSWORD 'let-me-in';
        CREATE ROLE small_stranger LOGIN;
        CREATE ROLE small_admin LOGIN;
        CREATE ROLE small_bypass LOGIN BYPASSRLS;
        CREATE ROLE small_near_bypass LOGIN NOINHERIT;
        GRANT small_viewer, small_member TO small_eng, small_bypass, small_near_bypass;
        GRANT small_bypass TO small_near_bypass;
        GRANT small_viewer, small_member, small_owner TO small_admin;
    END IF;
END
$roles$;

CREATE TYPE shade AS ENUM ('light', 'dark');
CREATE DOMAIN code AS varchar(5) CHECK (VALUE <> '');

CREATE TABLE orgs (org_id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE things (
    thing_id bigserial PRIMARY KEY,
    org_id bigint NOT NULL REFERENCES orgs,
    name text NOT NULL,
    rank int,
    CONSTRAINT one_rank UNIQUE (org_id, rank) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO orgs VALUES (7, 'Delta'), (42, 'Acme'), (43, 'Acme Labs'), (44, 'Twin'), (45, 'Twin'), (46, '2000'),
    (47, E'it''s a "quoted\\ name'), (48, 'Größe 株式会社');
INSERT INTO things (org_id, name) SELECT 42, 'ours ' || n FROM generate_series(1, 10) AS n;
INSERT INTO things (org_id, name) SELECT 43, 'theirs ' || n FROM generate_series(1, 7) AS n;

ALTER TABLE orgs OWNER TO small_owner;
ALTER TABLE things OWNER TO small_owner;
ALTER TABLE orgs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE things ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE FUNCTION current_org() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('app.current_org_id', true), '')::bigint $$;
CREATE POLICY ours ON orgs USING (org_id = (SELECT current_org()));
CREATE POLICY ours ON things USING (org_id = (SELECT current_org()));

GRANT USAGE, CREATE ON SCHEMA public TO small_member;
GRANT USAGE ON SCHEMA public TO small_viewer;
GRANT SELECT ON orgs, things TO small_viewer, small_member;
GRANT INSERT, UPDATE, DELETE ON things TO small_member;
GRANT USAGE ON SEQUENCE things_thing_id_seq TO small_member;

CREATE FUNCTION find_orgs(pattern text) RETURNS TABLE (org text, name text, detail text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT o.org_id::text, o.name, NULL FROM orgs o WHERE strpos(lower(o.name), lower(pattern)) > 0 ORDER BY 1 $$;

-- what is planted: none of it can be seen in the text of a statement that uses it
CREATE FUNCTION switch() RETURNS int LANGUAGE sql VOLATILE
    AS $$ SELECT set_config('app.current_org_id', '43', true)::int $$;
CREATE FUNCTION switch_for_good() RETURNS int LANGUAGE plpgsql VOLATILE
    AS $$ BEGIN PERFORM set_config('app.current_org_id', '43', false); RETURN 43; END $$;
CREATE FUNCTION switch_by_text() RETURNS int LANGUAGE plpgsql VOLATILE
    AS $$ BEGIN EXECUTE 'SE' || 'T app.current_org_id = 43'; RETURN 43; END $$;
CREATE FUNCTION switch_as_owner() RETURNS int LANGUAGE sql VOLATILE SECURITY DEFINER
    AS $$ SELECT set_config('app.current_org_id', '43', false)::int $$;
CREATE FUNCTION leave_role() RETURNS int LANGUAGE plpgsql VOLATILE
    AS $$ BEGIN PERFORM set_config('role', 'none', false); RETURN 0; END $$;
CREATE FUNCTION other_role() RETURNS int LANGUAGE plpgsql VOLATILE
    AS $$ BEGIN SET ROLE small_member; RETURN 0; END $$;
CREATE FUNCTION reset_everything() RETURNS int LANGUAGE plpgsql VOLATILE
    AS $$ BEGIN RESET ALL; RESET ROLE; RETURN 0; END $$;
CREATE FUNCTION no_row_security() RETURNS int LANGUAGE plpgsql VOLATILE
    AS $$ BEGIN SET row_security = off; RETURN 0; END $$;
CREATE FUNCTION backslashes() RETURNS int LANGUAGE plpgsql VOLATILE
    AS $$ BEGIN SET standard_conforming_strings = off; RETURN 0; END $$;
CREATE FUNCTION other_encoding() RETURNS int LANGUAGE plpgsql VOLATILE
    AS $$ BEGIN SET client_encoding = 'SJIS'; RETURN 0; END $$;
CREATE FUNCTION lift_read_only() RETURNS text LANGUAGE plpgsql VOLATILE
    AS $$ BEGIN RETURN set_config('transaction_read_only', 'off', true); END $$;
CREATE FUNCTION equal_to_switch(int, int) RETURNS boolean LANGUAGE sql VOLATILE AS $$ SELECT switch() > 0 $$;
CREATE OPERATOR === (FUNCTION = equal_to_switch, LEFTARG = int, RIGHTARG = int);
CREATE FUNCTION switched_names() RETURNS SETOF text LANGUAGE plpgsql VOLATILE
    AS $$ BEGIN PERFORM switch(); RETURN QUERY SELECT name FROM things; END $$;
CREATE FUNCTION peek() RETURNS SETOF text LANGUAGE plpgsql VOLATILE AS $$
DECLARE before text := current_setting('app.current_org_id');
BEGIN
    PERFORM set_config('app.current_org_id', '43', true);
    RETURN QUERY SELECT name FROM things;
    PERFORM set_config('app.current_org_id', before, true);
END $$;
CREATE FUNCTION shout() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM set_config('app.current_org_id', '43', true);
    RAISE EXCEPTION 'their names: %', (SELECT string_agg(name, ', ') FROM things);
END $$;
CREATE FUNCTION whisper() RETURNS int LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM set_config('app.current_org_id', '43', true);
    RAISE NOTICE 'their names: %', (SELECT string_agg(name, ', ') FROM things);
    RETURN 43;
END $$;
CREATE FUNCTION end_myself() RETURNS boolean LANGUAGE sql VOLATILE SECURITY DEFINER
    AS $$ SELECT pg_terminate_backend(pg_backend_pid()) $$;
CREATE PROCEDURE commit_half_way() LANGUAGE plpgsql
    AS $$ BEGIN PERFORM set_config('app.current_org_id', '43', false); COMMIT; END $$;

CREATE VIEW planted_view AS SELECT switch() AS org, name FROM things;
CREATE TABLE planted_default (org int DEFAULT switch(), note text);
CREATE TABLE planted_trigger (note text);
CREATE TABLE planted_deferred (note text);
CREATE FUNCTION trigger_switch() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN PERFORM set_config('app.current_org_id', '43', false); RETURN new; END $$;
CREATE TRIGGER planted BEFORE INSERT ON planted_trigger FOR EACH ROW EXECUTE FUNCTION trigger_switch();
CREATE CONSTRAINT TRIGGER planted AFTER INSERT ON planted_deferred DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION trigger_switch();
GRANT SELECT ON planted_view, planted_default, planted_trigger, planted_deferred TO small_viewer, small_member;
GRANT INSERT ON planted_default, planted_trigger, planted_deferred TO small_member;
