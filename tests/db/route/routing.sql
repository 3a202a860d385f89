-- Three tables of two organizations under row security, as the tests of routing ask them.
CREATE ROLE routing_viewer NOLOGIN;
CREATE ROLE routing_login LOGIN NOINHERIT;
GRANT routing_viewer TO routing_login;
CREATE TABLE t (o bigint NOT NULL, i int, a int, b text);
CREATE TABLE u (o bigint NOT NULL, i int, a int, b text);
CREATE TABLE v (o bigint NOT NULL, i int, a int, b text);
INSERT INTO t SELECT 7 + n % 2, n / 2, n % 5, chr(97 + n % 3) FROM generate_series(1, 40) AS n;
INSERT INTO u SELECT 7 + n % 2, n / 4, n % 3, chr(97 + n % 4) FROM generate_series(1, 30) AS n;
INSERT INTO v SELECT 7 + n % 2, nullif(n / 3, 4), n % 4, chr(97 + n % 2) FROM generate_series(1, 20) AS n;
DO $do$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['t', 'u', 'v'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own ON %I USING (o = current_setting(''app.current_org_id'')::bigint)', name);
        EXECUTE format('GRANT SELECT, UPDATE, DELETE ON %I TO routing_viewer', name);
    END LOOP;
END
$do$;
