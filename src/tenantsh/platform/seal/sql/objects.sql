-- The seal: a backend says once, with a reason, which organization it is for, and row security holds it to that.
--
-- Logins that are not sealed notice nothing: for them every seal policy is true. Run it as a superuser, or as a role that
-- has CREATEROLE, CREATE on this database, the rights of the tables' owners and, from 16 on, ADMIN of pg_read_all_stats;
-- as often as you like: a second run changes the logins and nothing else. `DROP SCHEMA tenantsh CASCADE` takes all of it
-- away again, the policies included.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL client_min_messages = warning;
SET LOCAL search_path = pg_catalog, pg_temp;

DO $role$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tenantsh_seal') THEN
        CREATE ROLE tenantsh_seal NOLOGIN INHERIT;
    END IF;
    IF NOT pg_has_role(
        'tenantsh_seal', CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'member' ELSE 'set' END
    ) THEN
        EXECUTE format('GRANT tenantsh_seal TO %I', current_user);
    END IF;
    -- when a backend began tells two backends of the same number apart, and is shown to nobody without this
    IF NOT pg_has_role('tenantsh_seal', 'pg_read_all_stats', 'usage') THEN
        GRANT pg_read_all_stats TO tenantsh_seal;
    END IF;
    IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'tenantsh' AND nspowner <> 'tenantsh_seal'::regrole) THEN
        RAISE 'there is a schema "tenantsh" that is not the seal''s: rename it first';
    END IF;
END
$role$;

CREATE SCHEMA IF NOT EXISTS tenantsh AUTHORIZATION tenantsh_seal;
GRANT USAGE ON SCHEMA tenantsh TO PUBLIC;
SET LOCAL ROLE tenantsh_seal;

-- Which backend is open on what: one row, once, that nobody but this file's functions can write. It is the audit trail,
-- too, and grows by a row with each connection; rows of backends that are gone may be deleted.
CREATE TABLE IF NOT EXISTS tenantsh.openings (
    backend     integer     NOT NULL,
    started     timestamptz NOT NULL,
    standby     boolean     NOT NULL,
    login       name        NOT NULL,
    org         text        NOT NULL,
    reason      text        NOT NULL,
    opened_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    address     inet        DEFAULT inet_client_addr(),
    application text        DEFAULT current_setting('application_name'),
    transaction xid8        NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (backend, started)
);

-- The two pads of HMAC-SHA256's key, for the tokens of standbys, which cannot write a row.
CREATE TABLE IF NOT EXISTS tenantsh.key (
    one       boolean PRIMARY KEY DEFAULT true CHECK (one),
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL
);
WITH made AS MATERIALIZED (
    SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
        || sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) AS key
)
INSERT INTO tenantsh.key (inner_pad, outer_pad)
SELECT string_agg(set_byte('\x00', 0, get_byte(key, at) # 54), ''::bytea ORDER BY at),
       string_agg(set_byte('\x00', 0, get_byte(key, at) # 92), ''::bytea ORDER BY at)
FROM made, generate_series(0, 63) AS at
ON CONFLICT DO NOTHING;

-- Relations that hold no organization's data, by the word of whoever runs this database.
CREATE TABLE IF NOT EXISTS tenantsh.shared (
    relation regclass PRIMARY KEY,
    why      text NOT NULL
);
GRANT SELECT ON tenantsh.shared TO PUBLIC;

-- Whether this login is sealed. session_user, because current_user is anybody after SET ROLE, and in a view or a
-- SECURITY DEFINER function. Written so that the planner can put the body in place of the call.
CREATE OR REPLACE FUNCTION tenantsh.sealed() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT session_user OPERATOR(pg_catalog.=) ANY (@logins@) $$;

CREATE OR REPLACE FUNCTION tenantsh.backend(OUT backend integer, OUT started timestamptz)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT a.pid, a.backend_start FROM pg_stat_get_activity(pg_backend_pid()) AS a $$;

CREATE OR REPLACE FUNCTION tenantsh.signed(login name, backend integer, started timestamptz, org text) RETURNS text
    LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT org || '.' || encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(
        jsonb_build_array(login, backend, (extract(epoch FROM started) * 1000000)::bigint, org)::text, 'UTF8'))), 'hex')
    FROM tenantsh.key AS k
$$;

-- A row counts only from the next transaction on. Counted at once, somebody could open, read and roll back: the rows
-- would have been seen, and neither the reason nor the choice would be on record.
CREATE OR REPLACE FUNCTION tenantsh.opened(login name, backend integer, started timestamptz) RETURNS text
    LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT o.org FROM tenantsh.openings AS o
    WHERE o.backend = opened.backend AND o.started = opened.started AND o.login = opened.login
        AND o.transaction IS DISTINCT FROM pg_current_xact_id_if_assigned()
$$;

CREATE OR REPLACE FUNCTION tenantsh.note(org text, reason text, backend integer, started timestamptz, standby boolean)
    RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF btrim(coalesce(note.reason, '')) = '' THEN
        RAISE 'a sealed session needs a reason' USING ERRCODE = 'TS002';
    ELSIF note.started IS NULL THEN
        RAISE 'the seal cannot tell when this backend began' USING ERRCODE = 'TS004',
            HINT = 'GRANT pg_read_all_stats TO tenantsh_seal';
    END IF;
    INSERT INTO tenantsh.openings (backend, started, standby, login, org, reason)
    VALUES (note.backend, note.started, note.standby, session_user, note.org::@type@::text, btrim(note.reason))
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RAISE 'this backend has been opened before, and is open once' USING ERRCODE = 'TS003';
    END IF;
END
$$;

-- Open this backend: tenantsh.open('42', 'case 1234', PID). The number is the one that the connection began with, as
-- the client knows it: behind a pooler it is another one than the backend's, which others would share.
CREATE OR REPLACE FUNCTION tenantsh.open(org text, reason text, backend integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF NOT tenantsh.sealed() THEN
        RETURN false;
    ELSIF $3 IS DISTINCT FROM pg_backend_pid() THEN
        RAISE 'a sealed session needs a direct connection: this backend is number %, and not %', pg_backend_pid(), $3
            USING ERRCODE = 'TS001';
    END IF;
    PERFORM tenantsh.note($1, $2, b.backend, b.started, false) FROM tenantsh.backend() AS b;
    RETURN true;
END
$$;

-- Open a standby's backend, from its primary; then ask, in another transaction, for the token that says so there.
CREATE OR REPLACE FUNCTION tenantsh.open_standby(org text, reason text, backend integer, started timestamptz)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF NOT tenantsh.sealed() THEN
        RETURN false;
    END IF;
    PERFORM tenantsh.note($1, $2, $3, $4, true);
    RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION tenantsh.token(backend integer, started timestamptz) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT tenantsh.signed(session_user, $1, $2, tenantsh.opened(session_user, $1, $2)) $$;

-- The organization that this backend is open on; NULL, which equals nothing, where it is not open. No setting has a
-- part in it, except on a standby: there a setting carries the token, of which there is one for each backend.
CREATE OR REPLACE FUNCTION tenantsh.org() RETURNS @type@
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    began timestamptz;
    whose text;
    token text;
BEGIN
    SELECT a.backend_start INTO began FROM pg_stat_get_activity(pg_backend_pid()) AS a;
    whose := tenantsh.opened(session_user, pg_backend_pid(), began);
    token := nullif(current_setting('tenantsh.token', true), '');
    IF whose IS NULL AND token IS NOT NULL AND pg_is_in_recovery() THEN
        whose := left(token, -65);
        IF token IS DISTINCT FROM tenantsh.signed(session_user, pg_backend_pid(), began, whose) THEN
            RAISE 'tenantsh.token is not this backend''s' USING ERRCODE = 'invalid_authorization_specification';
        END IF;
    END IF;
    RETURN whose::@type@;
END
$$;

COMMENT ON SCHEMA tenantsh IS 'the seal: docs/seal.md of tenantsh';
COMMENT ON FUNCTION tenantsh.org() IS 'the organization that this backend is open on';
COMMENT ON FUNCTION tenantsh.open(text, text, integer) IS 'open this backend on an organization, once, with a reason';

REVOKE ALL ON FUNCTION tenantsh.signed(name, integer, timestamptz, text),
    tenantsh.opened(name, integer, timestamptz),
    tenantsh.note(text, text, integer, timestamptz, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenantsh.sealed(), tenantsh.backend(), tenantsh.org(), tenantsh.open(text, text, integer),
    tenantsh.open_standby(text, text, integer, timestamptz), tenantsh.token(integer, timestamptz) TO PUBLIC;
COMMIT;
