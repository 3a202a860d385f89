-- Partitioned tables with holes that somebody planted; tests look at them as if it were 2026-02-10.
CREATE ROLE part_tenant NOLOGIN;
CREATE ROLE part_owner NOLOGIN;
CREATE ROLE part_login LOGIN;
GRANT part_tenant TO part_login;
CREATE SCHEMA planted;
GRANT USAGE ON SCHEMA planted TO part_tenant;
GRANT ALL ON SCHEMA planted TO part_owner;
SET ROLE part_owner;
SET search_path = planted;
SET timezone = 'UTC';

CREATE PROCEDURE guard(t regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON %s FOR SELECT TO part_tenant
        USING (org_id = (SELECT nullif(current_setting(''app.org'', true), '''')::int))', t);
END $$;

CREATE PROCEDURE monthly(parent regclass, first date, months int) LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 0 .. months - 1 LOOP
        EXECUTE format('CREATE TABLE %I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)',
            (SELECT relname FROM pg_class WHERE oid = parent) || to_char(first + make_interval(months => i), '_YYYY_MM'),
            parent, first + make_interval(months => i), first + make_interval(months => i + 1));
    END LOOP;
END $$;

-- Row security: what a partition can have otherwise than its table ------------------------------------------------

CREATE TABLE events (id bigint NOT NULL, org_id int NOT NULL, at timestamptz NOT NULL, kind text, PRIMARY KEY (id, at))
    PARTITION BY RANGE (at);
CALL guard('events');
CALL monthly('events', '2025-01-01', 16);
DO $$ BEGIN
    FOR m IN 1 .. 16 LOOP
        CALL guard(to_char(date '2024-12-01' + make_interval(months => m), '"events"_YYYY_MM')::regclass);
    END LOOP;
END $$;
GRANT SELECT ON events TO part_tenant;
RESET ROLE;
INSERT INTO events SELECT i, i % 2, timestamptz '2025-01-01' + i * interval '1 day', 'a' FROM generate_series(0, 400) i;
SET ROLE part_owner;

ALTER TABLE events_2025_02 DISABLE ROW LEVEL SECURITY;
GRANT SELECT ON events_2025_02 TO part_tenant;
ALTER TABLE events_2025_03 DISABLE ROW LEVEL SECURITY;
DROP POLICY own ON events_2025_03;
DROP POLICY own ON events_2025_04;
CREATE POLICY everything ON events_2025_04 FOR SELECT TO part_tenant USING (true);
DROP POLICY own ON events_2025_05;
ALTER TABLE events_2025_06 NO FORCE ROW LEVEL SECURITY;
ALTER TABLE events_2025_07 DISABLE ROW LEVEL SECURITY;
GRANT SELECT (id) ON events_2025_07 TO PUBLIC;
ALTER TABLE events DETACH PARTITION events_2025_08;
ALTER TABLE events_2025_08 DISABLE ROW LEVEL SECURITY;
GRANT SELECT ON events_2025_08 TO part_tenant;
ALTER TABLE events DETACH PARTITION events_2025_09;
ALTER TABLE events_2025_09 DISABLE ROW LEVEL SECURITY;
CREATE INDEX events_kind_idx ON ONLY events (kind);
CREATE INDEX events_2025_10_kind_idx ON events_2025_10 (kind);
ALTER INDEX events_kind_idx ATTACH PARTITION events_2025_10_kind_idx;

-- Whole: nothing to be found ---------------------------------------------------------------------------------------

CREATE TABLE whole (org_id int, at timestamptz) PARTITION BY RANGE (at);
CALL monthly('whole', '2025-01-01', 18);

-- Steps and keys of every kind --------------------------------------------------------------------------------------

CREATE TABLE gappy (id int GENERATED ALWAYS AS IDENTITY, at timestamptz, twice int GENERATED ALWAYS AS (7) STORED,
    "Odd column" text) PARTITION BY RANGE (at);
CALL monthly('gappy', '2025-01-01', 4);
CALL monthly('gappy', '2025-06-01', 8);
CREATE TABLE gappy_rest PARTITION OF gappy DEFAULT;
INSERT INTO gappy (at) SELECT timestamptz '2025-05-03' + i * interval '1 day' FROM generate_series(1, 5) i;
INSERT INTO gappy (at) VALUES ('2031-01-01');

SET timezone = 'Europe/Berlin';
CREATE TABLE berlin (at timestamptz) PARTITION BY RANGE (at);
CALL monthly('berlin', '2025-01-01', 9);
CALL monthly('berlin', '2025-11-01', 8);
SET timezone = 'UTC';

CREATE TABLE local_clock (at timestamp) PARTITION BY RANGE (at);
CALL monthly('local_clock', '2025-11-01', 2);
CALL monthly('local_clock', '2026-02-01', 4);

CREATE TABLE daily (day date) PARTITION BY RANGE (day);
DO $$ BEGIN
    FOR i IN 0 .. 20 LOOP
        CONTINUE WHEN i = 5;
        EXECUTE format('CREATE TABLE %I PARTITION OF daily FOR VALUES FROM (%L) TO (%L)',
            to_char(date '2026-01-25' + i, '"daily_p"YYYYMMDD'), date '2026-01-25' + i, date '2026-01-26' + i);
    END LOOP;
END $$;

CREATE TABLE weekly (day date) PARTITION BY RANGE (day);
DO $$ BEGIN
    FOR i IN 0 .. 5 LOOP
        EXECUTE format('CREATE TABLE %I PARTITION OF weekly FOR VALUES FROM (%L) TO (%L)',
            to_char(date '2026-01-05' + 7 * i, '"weekly_"YYYY_MM_DD'), date '2026-01-05' + 7 * i, date '2026-01-12' + 7 * i);
    END LOOP;
END $$;

CREATE TABLE quarterly (day date) PARTITION BY RANGE (day);
CREATE TABLE quarterly_2025q3 PARTITION OF quarterly FOR VALUES FROM ('2025-07-01') TO ('2025-10-01');
CREATE TABLE quarterly_2026q1 PARTITION OF quarterly FOR VALUES FROM ('2026-01-01') TO ('2026-04-01');

CREATE TABLE yearly (day date) PARTITION BY RANGE (day);
CREATE TABLE yearly_2024 PARTITION OF yearly FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE yearly_2025 PARTITION OF yearly FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

CREATE TABLE closed (day date) PARTITION BY RANGE (day);
CALL monthly('closed', '2019-01-01', 5);

CREATE TABLE odd (day date, note text) PARTITION BY RANGE (day);
CALL monthly('odd', '2025-06-01', 3);
CREATE TABLE odd_2025_09 PARTITION OF odd FOR VALUES FROM ('2025-09-01') TO ('2025-11-01');
CALL monthly('odd', '2025-11-01', 8);
INSERT INTO odd VALUES ('2025-09-03', 'September'), ('2025-10-03', 'October');

CREATE TABLE boundless (day date) PARTITION BY RANGE (day);
CREATE TABLE boundless_first PARTITION OF boundless FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
CREATE TABLE boundless_2025 PARTITION OF boundless FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE boundless_last PARTITION OF boundless FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);

CREATE TABLE numbers (id bigint) PARTITION BY RANGE (id);
CREATE TABLE numbers_0 PARTITION OF numbers FOR VALUES FROM (-1000) TO (1000);
CREATE TABLE numbers_1 PARTITION OF numbers FOR VALUES FROM (1000) TO (3000);
CREATE TABLE numbers_2 PARTITION OF numbers FOR VALUES FROM (5000) TO (7000);

CREATE TABLE months (month int) PARTITION BY RANGE (month);
CREATE TABLE months_202511 PARTITION OF months FOR VALUES FROM (202511) TO (202512);
CREATE TABLE months_202512 PARTITION OF months FOR VALUES FROM (202512) TO (202601);
CREATE TABLE months_202601 PARTITION OF months FOR VALUES FROM (202601) TO (202602);
CREATE TABLE months_202603 PARTITION OF months FOR VALUES FROM (202603) TO (202606);

CREATE TABLE seconds (at bigint) PARTITION BY RANGE (at);
DO $$ BEGIN
    FOR i IN 0 .. 9 LOOP
        CONTINUE WHEN i = 2;
        EXECUTE format('CREATE TABLE seconds_%s PARTITION OF seconds FOR VALUES FROM (%s) TO (%s)', i,
            extract(epoch FROM timestamptz '2025-09-01' + make_interval(months => i)),
            extract(epoch FROM timestamptz '2025-10-01' + make_interval(months => i)));
    END LOOP;
END $$;

CREATE TABLE listed (word text) PARTITION BY LIST (word);
CREATE TABLE listed_quoted PARTITION OF listed FOR VALUES IN ('a, b', 'it''s', 'c) TO (d');
CREATE TABLE listed_none PARTITION OF listed FOR VALUES IN (NULL);
CREATE TABLE listed_rest PARTITION OF listed DEFAULT;
INSERT INTO listed VALUES ('x');

CREATE TABLE hashed (id int) PARTITION BY HASH (id);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 4, REMAINDER 1);

CREATE TABLE pairs (a int, day date) PARTITION BY RANGE (a, day);
CREATE TABLE pairs_1 PARTITION OF pairs FOR VALUES FROM (1, MINVALUE) TO (2, '2026-01-01');

CREATE TABLE expressed (at timestamptz) PARTITION BY RANGE (((at AT TIME ZONE 'UTC')::date));
CREATE TABLE expressed_2026_01 PARTITION OF expressed FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE expressed_2026_03 PARTITION OF expressed FOR VALUES FROM ('2026-03-01') TO ('2026-06-01');

CREATE TABLE nested (org_id int, day date) PARTITION BY RANGE (day);
CREATE TABLE nested_2026_01 PARTITION OF nested FOR VALUES FROM ('2026-01-01') TO ('2026-02-01') PARTITION BY HASH (org_id);
CREATE TABLE nested_2026_01_0 PARTITION OF nested_2026_01 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE nested_2026_01_1 PARTITION OF nested_2026_01 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE nested_2026_02 PARTITION OF nested FOR VALUES FROM ('2026-02-01') TO ('2026-03-01') PARTITION BY HASH (org_id);

CREATE TABLE bare (day date) PARTITION BY RANGE (day);

CREATE TABLE ancient (at timestamptz) PARTITION BY RANGE (at);
CREATE TABLE ancient_bc PARTITION OF ancient FOR VALUES FROM ('0044-03-15 00:00:00+00 BC') TO ('1000-01-01');
CREATE TABLE ancient_far PARTITION OF ancient FOR VALUES FROM ('2000-01-01') TO ('20000-01-01');

CREATE TABLE "Hostile ""%s"" ' \n;--" ("at; DROP" date, org_id int) PARTITION BY RANGE ("at; DROP");
CREATE TABLE "Hostile ""%s"" ' \n;--_2026_01" PARTITION OF "Hostile ""%s"" ' \n;--" FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE "Hostile ""%s"" ' \n;--_2026_03" PARTITION OF "Hostile ""%s"" ' \n;--" FOR VALUES FROM ('2026-03-01') TO ('2026-06-01');

RESET ROLE;
ANALYZE;  -- before there is a table whose wrapper cannot be asked
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER far FOREIGN DATA WRAPPER nowhere;
CREATE TABLE mixed (org_id int, day date) PARTITION BY RANGE (day);
ALTER TABLE mixed ENABLE ROW LEVEL SECURITY;
CREATE FOREIGN TABLE mixed_2025 PARTITION OF mixed FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') SERVER far;
CREATE TABLE mixed_2026 PARTITION OF mixed FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
ALTER TABLE mixed_2026 ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON mixed, mixed_2025 TO part_tenant;
