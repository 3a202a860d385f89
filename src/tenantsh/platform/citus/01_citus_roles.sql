-- Who there is on Citus. As everywhere, but the coordinator comes to its workers as the role of the moment, so that
-- every role which asks has to be able to log in: the tenants' three, and the keeper. None has a password; whom
-- pg_hba.conf lets in from elsewhere than the nodes is a DBA's choice (docs/citus.md).
--
-- Runs as a superuser, on the coordinator. Roles, schemas, types, functions and policies go to the workers by themselves.

DO $roles$
DECLARE
    wanted record;
    weak   text;
BEGIN
    IF NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
        RAISE EXCEPTION 'only a superuser can apply the platform to Citus' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR wanted IN
        SELECT v.name, v.attributes, r.rolcanlogin
        FROM (VALUES ('platform_owner',  'NOLOGIN NOINHERIT'),
                     ('platform_keeper', 'LOGIN'),
                     ('org_viewer',      'LOGIN'),
                     ('org_member',      'LOGIN'),
                     ('org_admin',       'LOGIN'),
                     ('engineer',        'LOGIN NOINHERIT'),
                     ('analyst',         'LOGIN NOINHERIT'),
                     ('support',         'LOGIN NOINHERIT')) AS v (name, attributes)
        LEFT JOIN pg_catalog.pg_roles AS r ON r.rolname = v.name
    LOOP
        IF wanted.rolcanlogin IS NULL THEN
            EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.attributes);
        ELSIF NOT wanted.rolcanlogin AND wanted.name <> 'platform_owner' THEN
            EXECUTE format('ALTER ROLE %I LOGIN', wanted.name);
        END IF;
    END LOOP;

    FOR wanted IN
        SELECT granted, member
        FROM (VALUES ('org_viewer', 'engineer'), ('org_member', 'engineer'), ('org_admin', 'engineer'),
                     ('org_viewer', 'analyst'),  ('org_member', 'analyst'),  ('org_admin', 'analyst'),
                     ('org_viewer', 'support'),  ('org_member', 'support'),  ('org_admin', 'support')) AS v (granted, member)
        WHERE NOT pg_catalog.pg_has_role(member, granted, 'MEMBER')
    LOOP
        EXECUTE format('GRANT %I TO %I', wanted.granted, wanted.member);
    END LOOP;

    SELECT string_agg(DISTINCT format('%I (through %I)', r.rolname, above.rolname), ', ') INTO weak
    FROM pg_catalog.pg_roles r
    JOIN pg_catalog.pg_roles above
      ON (above.rolsuper OR above.rolbypassrls OR above.rolname IN ('platform_owner', 'platform_keeper')
          OR above.rolname IN ('pg_read_all_data', 'pg_write_all_data'))
     AND pg_catalog.pg_has_role(r.oid, above.oid, 'MEMBER')
    WHERE r.rolname IN ('org_viewer', 'org_member', 'org_admin', 'engineer', 'analyst', 'support');
    IF weak IS NOT NULL THEN
        RAISE EXCEPTION 'these roles are there already and stand above row security: %', weak
            USING HINT = 'Take the stronger attribute or membership away, or use a cluster of its own.';
    END IF;
END
$roles$;

CREATE SCHEMA platform AUTHORIZATION platform_owner;
GRANT USAGE ON SCHEMA public TO platform_owner, platform_keeper, org_viewer, org_member, org_admin;
GRANT USAGE ON SCHEMA platform TO org_viewer, org_member, org_admin, engineer, analyst, support, platform_keeper;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- One row per applied file of this folder; of the coordinator alone.
CREATE TABLE platform.schema_version (
    version    integer     NOT NULL CONSTRAINT schema_version_pkey PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    name       text        NOT NULL,
    checksum   text        NOT NULL
);
ALTER TABLE platform.schema_version OWNER TO platform_owner;
