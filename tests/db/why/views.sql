-- Views in front of a table, that show its rows one by one, or make others of them.
SET ROLE why_owner;
CREATE TABLE base (id int PRIMARY KEY, org_id bigint, body text, deleted_at timestamptz);
INSERT INTO base SELECT i, (ARRAY[42, 43])[1 + i % 2], (ARRAY['a', 'b', NULL])[1 + i % 3],
                        CASE WHEN i % 4 = 0 THEN now() END FROM generate_series(1, 12) AS i;
ALTER TABLE base ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON base USING (org_id = current_setting('app.current_org_id')::bigint);
CREATE TABLE forced (LIKE base INCLUDING ALL);
INSERT INTO forced SELECT * FROM base;
ALTER TABLE forced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON forced USING (org_id = current_setting('app.current_org_id')::bigint);
CREATE POLICY alive ON forced AS RESTRICTIVE TO why_owner USING (deleted_at IS NULL);
CREATE TABLE unruled (LIKE base INCLUDING ALL);
INSERT INTO unruled SELECT * FROM base;
ALTER TABLE unruled ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE TABLE parted (LIKE base INCLUDING ALL) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (6);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (6) TO (99);
INSERT INTO parted SELECT * FROM base;
CREATE TABLE others (id int, org_id bigint);
INSERT INTO others VALUES (1, 42), (2, 43);
CREATE TABLE keepers (id int PRIMARY KEY, org_id bigint);
INSERT INTO keepers VALUES (1, 42), (2, 43);

CREATE VIEW v_all AS SELECT * FROM base;
CREATE VIEW v_filter AS SELECT id, org_id FROM base WHERE deleted_at IS NULL AND (body <> 'b' OR body IS NULL);
CREATE VIEW v_setting AS
    SELECT * FROM base AS "B b" WHERE "B b".org_id = current_setting('app.current_org_id')::bigint WITH CHECK OPTION;
CREATE VIEW v_barrier WITH (security_barrier) AS SELECT body, id, upper(body) AS shout FROM base WHERE body = 'a';
CREATE VIEW v_forced AS SELECT * FROM forced WHERE body IS NOT NULL;
CREATE VIEW v_unruled AS SELECT * FROM unruled WHERE deleted_at IS NULL;
CREATE VIEW v_parted AS SELECT * FROM parted WHERE org_id = 42;
CREATE VIEW v_failing AS SELECT * FROM base WHERE 1 / (org_id - 43) < 0;
CREATE VIEW v_taken AS SELECT * FROM keepers;
CREATE VIEW u_reads AS SELECT * FROM base WHERE EXISTS (SELECT FROM others AS o WHERE o.id = base.id);
CREATE VIEW u_random AS SELECT * FROM base WHERE random() < 0.5;
CREATE VIEW u_nested AS SELECT * FROM v_filter;
CREATE VIEW u_joined AS SELECT b.id FROM base AS b JOIN others AS o USING (id);
CREATE VIEW u_counted AS SELECT org_id AS id, count(*) FROM base GROUP BY org_id;
CREATE VIEW u_limited AS SELECT * FROM base ORDER BY id LIMIT 3;
CREATE VIEW u_union AS SELECT id FROM base UNION ALL SELECT id FROM others;
CREATE VIEW u_made AS SELECT 1 AS id;
CREATE MATERIALIZED VIEW m_all AS SELECT * FROM base WHERE id < 9;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO why_reader;
RESET ROLE;
ALTER TABLE keepers OWNER TO postgres;
REVOKE ALL ON keepers FROM why_owner;
