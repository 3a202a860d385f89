-- One of each of some things: what tests/commands/doctor looks at besides tests/doctor's sowings.
CREATE ROLE doc_owner NOLOGIN;
CREATE ROLE doc_app NOLOGIN;
CREATE ROLE doc_login LOGIN NOINHERIT;
CREATE ROLE doc_stranger LOGIN;
GRANT doc_app TO doc_login;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA app AUTHORIZATION doc_owner;
GRANT USAGE ON SCHEMA app TO doc_app;
SET ROLE doc_owner;

CREATE FUNCTION app.org() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('app.org', true), '')::bigint $$;

CREATE TABLE app.good (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, org_id bigint NOT NULL, name text);
CREATE INDEX good_org ON app.good (org_id);
ALTER TABLE app.good ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.good TO doc_app USING (org_id = (SELECT app.org())) WITH CHECK (org_id = (SELECT app.org()));
GRANT SELECT, INSERT, UPDATE, DELETE ON app.good TO doc_app;

CREATE TABLE app.bare (id bigint PRIMARY KEY, org_id bigint NOT NULL);
CREATE INDEX bare_org ON app.bare (org_id);
INSERT INTO app.bare VALUES (1, 1), (2, 2);
GRANT SELECT ON app.bare TO doc_app;

CREATE TABLE app.unset (id bigint PRIMARY KEY, org_id bigint NOT NULL);
CREATE INDEX unset_org ON app.unset (org_id);
ALTER TABLE app.unset ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.unset FOR SELECT TO doc_app
    USING (org_id = (SELECT app.org()) OR coalesce(current_setting('app.org', true), '') = '');
GRANT SELECT ON app.unset TO doc_app;
RESET ROLE;
INSERT INTO app.unset VALUES (1, 1), (2, 2);
INSERT INTO app.good (org_id, name) VALUES (1, 'one'), (2, 'two');
