-- Tables of thirty organizations in every way that Citus has, as the tests of routing ask them; a schema of its own.
DROP SCHEMA IF EXISTS routing CASCADE;
DO $roles$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'routing_viewer') THEN
        CREATE ROLE routing_viewer LOGIN;
        CREATE ROLE routing_login LOGIN NOINHERIT;
        CREATE ROLE routing_monitor LOGIN;
        GRANT routing_viewer TO routing_login, routing_monitor;
        GRANT pg_monitor TO routing_monitor;
    END IF;
END
$roles$;
CREATE SCHEMA routing;
GRANT USAGE ON SCHEMA routing TO routing_viewer, routing_login, routing_monitor;
SET search_path = routing;
CREATE TABLE orgs (org_id bigint PRIMARY KEY, name text);
CREATE TABLE tasks (org_id bigint, task_id bigint, status text, kind_id int, PRIMARY KEY (org_id, task_id));
CREATE TABLE notes (org_id bigint, note_id bigint, task_id bigint, body text, PRIMARY KEY (org_id, note_id));
CREATE TABLE events (org_id bigint, at date, n int) PARTITION BY RANGE (at);
CREATE TABLE events_2026_01 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE events_2026_02 PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE TABLE shared (org_id bigint, id bigint, everyone bool, PRIMARY KEY (org_id, id));
CREATE TABLE loose (org_id bigint PRIMARY KEY, x int);
CREATE TABLE kinds (kind_id int PRIMARY KEY, name text);
CREATE TABLE stray (id bigint PRIMARY KEY);
CREATE TABLE here (x int);
SELECT create_distributed_table('orgs', 'org_id');
SELECT create_distributed_table(name, 'org_id', colocate_with => 'orgs')
  FROM unnest(ARRAY['tasks', 'notes', 'events', 'shared', 'loose']) AS name;
SELECT create_distributed_table('stray', 'id', colocate_with => 'none');
SELECT create_reference_table('kinds');
INSERT INTO orgs SELECT o, 'Org ' || o FROM generate_series(30, 59) AS o;
INSERT INTO tasks SELECT o, i, (ARRAY['open', 'done'])[1 + i % 2], i % 3
  FROM generate_series(30, 59) AS o, generate_series(1, 40) AS i;
INSERT INTO notes SELECT o, i, i * 2, 'n' || i FROM generate_series(30, 59) AS o, generate_series(1, 20) AS i;
INSERT INTO events SELECT o, '2026-01-01'::date + i % 55, i FROM generate_series(30, 59) AS o, generate_series(1, 50) AS i;
INSERT INTO shared SELECT o, o, o % 2 = 0 FROM generate_series(30, 59) AS o;
INSERT INTO loose SELECT o, o FROM generate_series(30, 59) AS o;
INSERT INTO kinds SELECT i, 'kind ' || i FROM generate_series(0, 2) AS i;
INSERT INTO stray SELECT generate_series(1, 10);
DO $policies$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['tasks', 'notes', 'events', 'shared'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own ON %I USING (org_id = nullif(current_setting(''app.current_org_id'', true),'
                       ' '''')::bigint%s)', name, CASE name WHEN 'shared' THEN ' OR everyone' ELSE '' END);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO routing_viewer', name);
    END LOOP;
END
$policies$;
GRANT SELECT ON loose, kinds, stray, here, orgs TO routing_viewer;
GRANT SELECT ON orgs TO routing_login, routing_monitor;
