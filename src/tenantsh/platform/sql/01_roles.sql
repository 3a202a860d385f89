-- Who there is: an owner, three roles for tenants, three logins, and a keeper of what callers may not touch.
--
-- Roles belong to the whole cluster, so each is made only where it is missing, and what is found is checked.
-- Runs as a superuser, or as any role with CREATEROLE that owns the database (13, 14: see docs/platform.md).

DO $roles$
DECLARE
    wanted         record;
    weak           text;
    -- 16 and later can say it per membership; before, NOINHERIT on the login says it for all of them
    per_membership CONSTANT boolean := current_setting('server_version_num')::int >= 160000;
    terms          CONSTANT text := CASE WHEN per_membership THEN ' WITH INHERIT FALSE, SET TRUE' ELSE '' END;
    may_become     CONSTANT text := CASE WHEN per_membership THEN 'SET' ELSE 'MEMBER' END;
BEGIN
    FOR wanted IN
        SELECT name, attributes
        FROM (VALUES ('platform_owner',  'NOLOGIN NOINHERIT'),
                     ('platform_keeper', 'NOLOGIN'),
                     ('org_viewer',      'NOLOGIN'),
                     ('org_member',      'NOLOGIN'),
                     ('org_admin',       'NOLOGIN'),
                     ('engineer',        'LOGIN NOINHERIT'),
                     ('analyst',         'LOGIN NOINHERIT'),
                     ('support',         'LOGIN NOINHERIT')) AS v (name, attributes)
        WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = v.name)
    LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.attributes);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- the same script, running in another database of this cluster, was quicker
        END;
    END LOOP;

    FOR wanted IN
        SELECT granted, member
        FROM (VALUES ('org_viewer', 'engineer'), ('org_member', 'engineer'), ('org_admin', 'engineer'),
                     ('org_viewer', 'analyst'),  ('org_member', 'analyst'),  ('org_admin', 'analyst'),
                     ('org_viewer', 'support'),  ('org_member', 'support'),  ('org_admin', 'support'),
                     ('platform_keeper', 'platform_owner')) AS v (granted, member)
        WHERE NOT pg_catalog.pg_has_role(member, granted, may_become)
    LOOP
        EXECUTE format('GRANT %I TO %I', wanted.granted, wanted.member) || terms;
    END LOOP;

    -- whoever applies this has to be able to act as the owner; a superuser is already
    IF NOT pg_catalog.pg_has_role(current_user, 'platform_owner', may_become) THEN
        EXECUTE 'GRANT platform_owner TO CURRENT_USER' || terms;
    END IF;

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
GRANT USAGE, CREATE ON SCHEMA public TO platform_owner;
GRANT USAGE ON SCHEMA public TO platform_keeper, org_viewer, org_member, org_admin;
-- until 14 everyone may create in public, and could put a function of theirs before ours
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

SET LOCAL ROLE platform_owner;

GRANT USAGE ON SCHEMA platform TO org_viewer, org_member, org_admin, engineer, analyst, support, platform_keeper;

-- One row per applied file of this folder; created_at is when.
CREATE TABLE platform.schema_version (
    version    integer     NOT NULL CONSTRAINT schema_version_pkey PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    name       text        NOT NULL,
    checksum   text        NOT NULL
);
