-- Two organizations' items, with row security that says which are whose, and what joins them.
DO $$ BEGIN CREATE ROLE we_reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE we_login LOGIN NOINHERIT; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE we_admin LOGIN BYPASSRLS; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE we_weak LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT we_reader TO we_login;
CREATE TYPE kind AS ENUM ('a', 'b', 'c');
CREATE DOMAIN own_code AS text CHECK (current_user <> 'we_admin');
CREATE SCHEMA "Odd ""one";
CREATE FUNCTION own_org() RETURNS bigint STABLE LANGUAGE sql
    AS $$ SELECT nullif(current_setting('app.current_org_id', true), '')::bigint $$;

CREATE TABLE items (
    id int PRIMARY KEY, org_id bigint, kind kind, n int, owner int, deleted_at timestamptz, secret text
);
INSERT INTO items SELECT i, 42 + i % 3, (ARRAY['a', 'b', 'c'])[1 + i / 3 % 3]::kind, i % 7, i % 5,
    CASE WHEN i % 4 = 0 THEN now() END, 'secret ' || i FROM generate_series(1, 120) AS i;
ALTER TABLE items ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON items USING (org_id = (SELECT own_org()));

CREATE TABLE owners (id int, org_id bigint, name text);
INSERT INTO owners SELECT i % 5, 42 + i / 5, 'owner ' || i FROM generate_series(0, 9) AS i;
ALTER TABLE owners ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON owners USING (org_id = (SELECT own_org()) AND name IS NOT NULL);
CREATE POLICY shared ON owners USING (name = 'shared');
CREATE POLICY known ON owners AS RESTRICTIVE USING (id >= 0);

CREATE TABLE ruled (id int, org_id bigint, name text);
INSERT INTO ruled VALUES (1, 43, 'a'), (2, 42, 'a');
ALTER TABLE ruled ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON ruled USING (org_id = (SELECT own_org()) OR name = 'b');
CREATE POLICY never ON ruled USING (false);
CREATE POLICY open ON ruled AS RESTRICTIVE USING ((SELECT true) OR name = 'c');

CREATE TABLE notes (item int, words text);
INSERT INTO notes SELECT i, CASE i % 3 WHEN 0 THEN 'red' WHEN 1 THEN 'blue' END FROM generate_series(1, 90) AS i;
CREATE TABLE nothing (id int);
CREATE TABLE closed (id int);
INSERT INTO closed VALUES (1);
ALTER TABLE closed ENABLE ROW LEVEL SECURITY;
CREATE TABLE "Odd ""one"."odd,""name" ("a b" int, org_id bigint);
INSERT INTO "Odd ""one"."odd,""name" VALUES (1, 43), (2, 42);
ALTER TABLE "Odd ""one"."odd,""name" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own ""too" ON "Odd ""one"."odd,""name" USING (org_id = (SELECT own_org()));
CREATE TABLE odd (id int, org_id bigint, name "char"[]);
INSERT INTO odd SELECT i, 43, NULL FROM generate_series(1, 3) AS i;
ALTER TABLE odd ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON odd USING (tableoid IS NULL);
CREATE TYPE own_type AS (a int, b text);
CREATE TABLE coded (id int, org_id bigint, code own_type);
INSERT INTO coded VALUES (1, 43, (1, 'y'));
ALTER TABLE coded ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON coded USING (org_id = (SELECT own_org()));
CREATE VIEW living AS SELECT id, org_id, kind, n FROM items WHERE deleted_at IS NULL;
CREATE MATERIALIZED VIEW counted AS SELECT org_id, count(*) AS items FROM items GROUP BY org_id;
CREATE FUNCTION is_seven(int) RETURNS bool LANGUAGE sql AS $$ SELECT $1 = 7 $$;

CREATE TABLE log (at timestamptz NOT NULL, org_id bigint, what text) PARTITION BY RANGE (at);
CREATE TABLE log_now PARTITION OF log FOR VALUES FROM ('2024-01-01 00:00+00') TO (MAXVALUE);
INSERT INTO log SELECT now() - i * interval '1 day', 42 + i % 2, 'x' FROM generate_series(0, 200) AS i;
ALTER TABLE log ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON log USING (org_id = (SELECT own_org()));

GRANT USAGE ON SCHEMA "Odd ""one" TO we_reader, we_admin;
GRANT SELECT ON ALL TABLES IN SCHEMA public, "Odd ""one" TO we_reader, we_admin, we_weak;
