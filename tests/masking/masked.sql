-- Marked columns by every way of marking, and the doors through which they could come out.
-- Each secret begins with "zz9": a value that comes out is found by that, whatever was made of it.
CREATE TABLE people (
    person_id int PRIMARY KEY,
    org_id bigint NOT NULL DEFAULT 42,
    email text CONSTRAINT has_at CHECK (email LIKE '%@%'),
    phone varchar(30),
    born date,
    profile jsonb,
    tags text[],
    age int,
    note text,
    loud text GENERATED ALWAYS AS (upper(email)) STORED
);
COMMENT ON COLUMN people.email IS 'where she reads mail [PII:Email]';
COMMENT ON COLUMN people.phone IS '[pii:phone]';
COMMENT ON COLUMN people.born IS 'her birthday [pii]';
COMMENT ON COLUMN people.profile IS '[pii]';
INSERT INTO people (person_id, email, phone, born, profile, tags, age, note) VALUES
    (1, 'zz9alice@acme.com', 'zz9 170 555 1234', '1999-09-09',
        '{"nick": "zz9ally", "tier": "zz9gold", "zz9key": 1}', '{zz9tall,zz9blond}', 30, 'fine'),
    (2, 'zz9bob@acme.com', 'zz9 170 555 9999', '1999-09-08', '{"nick": "zz9bobby"}', '{}', 40, 'also fine');

-- a partitioned table, marked on the parent; one more, marked on a partition only
CREATE TABLE visits (at date NOT NULL, who text, page text) PARTITION BY RANGE (at);
CREATE TABLE visits_2026_01 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE visits_2026_02 (page text, who text, at date NOT NULL);
ALTER TABLE visits ATTACH PARTITION visits_2026_02 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
COMMENT ON COLUMN visits.who IS '[pii]';
INSERT INTO visits VALUES ('2026-01-05', 'zz9alice', '/a'), ('2026-02-05', 'zz9bob', '/b');
CREATE TABLE calls (at date NOT NULL, who text) PARTITION BY RANGE (at);
CREATE TABLE calls_2026_01 PARTITION OF calls FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
COMMENT ON COLUMN calls_2026_01.who IS '[pii]';
INSERT INTO calls VALUES ('2026-01-05', 'zz9alice');

-- a security label: no provider of labels comes with PostgreSQL, what one leaves in the catalog is the same
CREATE TABLE cards (card_id int, number text, holder text);
INSERT INTO cards VALUES (1, 'zz9 4111 1111', 'zz9 ALICE');
SET allow_system_table_mods = on;
INSERT INTO pg_seclabel VALUES
    ('cards'::regclass, 'pg_class'::regclass, 2, 'anon', 'MASKED WITH VALUE $$CONFIDENTIAL$$'),
    ('cards'::regclass, 'pg_class'::regclass, 3, 'tags', 'pii:card');
RESET allow_system_table_mods;

-- views of all kinds
CREATE VIEW mails AS SELECT person_id, email AS mail, lower(email) AS small, age FROM people;
CREATE VIEW nested AS SELECT m.mail AS address, m.person_id FROM mails AS m;
CREATE VIEW mixed AS SELECT email AS x FROM people UNION ALL SELECT 'nobody';
CREATE VIEW ages AS SELECT person_id, age + 0 AS years FROM people;
COMMENT ON COLUMN ages.years IS '[pii:show]';
CREATE MATERIALIZED VIEW frozen AS SELECT email, count(*) AS n FROM people GROUP BY email;
CREATE VIEW through_partition AS SELECT who FROM visits_2026_01;

-- a table that is marked as a whole, and names that need quotes
CREATE SCHEMA "Odd.One";
CREATE TABLE "Odd.One"."Peo.ple ""x" ("E.mail" text, "a:b" int);
COMMENT ON TABLE "Odd.One"."Peo.ple ""x" IS 'all of it: [pii]';
INSERT INTO "Odd.One"."Peo.ple ""x" VALUES ('zz9alice', 199909);
CREATE VIEW "Odd.One"."a:resno 7 {" AS SELECT "E.mail" AS ":resorigtbl 1 }", "a:b" AS "\{" FROM "Odd.One"."Peo.ple ""x";
GRANT USAGE ON SCHEMA "Odd.One" TO small_viewer;
GRANT SELECT ON ALL TABLES IN SCHEMA "Odd.One" TO small_viewer;

-- functions: their bodies are nobody's to read
CREATE FUNCTION reveal() RETURNS text LANGUAGE sql STABLE AS $$ SELECT email FROM people ORDER BY 1 LIMIT 1 $$;
CREATE FUNCTION reveal_all() RETURNS SETOF text LANGUAGE plpgsql STABLE AS
    $$ BEGIN RETURN QUERY SELECT email FROM people; END $$;
CREATE VIEW revealing AS SELECT reveal() AS it, 1 AS one;
CREATE VIEW revealing_rows AS SELECT r AS it FROM reveal_all() AS r;
-- what looks like PostgreSQL's own: an overload, an operator, a column that is a function, a cast
CREATE TABLE plain_things (thing_id int, name text);
INSERT INTO plain_things VALUES (1, 'a');
CREATE FUNCTION lower(int) RETURNS text LANGUAGE sql STABLE AS $$ SELECT reveal() $$;
CREATE FUNCTION reveal_of(int, int) RETURNS text LANGUAGE sql STABLE AS $$ SELECT reveal() $$;
CREATE OPERATOR @@@ (FUNCTION = reveal_of, LEFTARG = int, RIGHTARG = int);
CREATE FUNCTION nickname(plain_things) RETURNS text LANGUAGE sql STABLE AS $$ SELECT reveal() $$;
CREATE TYPE wrapped AS (it text);
CREATE FUNCTION wrapped(int) RETURNS wrapped LANGUAGE sql STABLE AS $$ SELECT ROW(reveal())::wrapped $$;
CREATE CAST (int AS wrapped) WITH FUNCTION wrapped(int);
-- whole rows that are kept elsewhere
CREATE TABLE snapshots (taken int, person people);
INSERT INTO snapshots SELECT 1, p FROM people AS p;

CREATE FUNCTION tells() RETURNS int LANGUAGE plpgsql STABLE AS
    $$ BEGIN RAISE NOTICE 'found %', (SELECT email FROM people LIMIT 1); RETURN 1; END $$;
CREATE FUNCTION fails(state text) RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN
    RAISE EXCEPTION 'found %', (SELECT email FROM people LIMIT 1)
        USING ERRCODE = state, DETAIL = reveal(), HINT = reveal();
END $$;
CREATE FUNCTION on_write() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE NOTICE 'before: %', reveal(); RAISE EXCEPTION 'no: %', reveal(); END $$;
CREATE TABLE watched (note text);
CREATE TRIGGER watched BEFORE INSERT ON watched FOR EACH ROW EXECUTE FUNCTION on_write();

GRANT SELECT ON ALL TABLES IN SCHEMA public TO small_viewer, small_member;
GRANT INSERT, UPDATE, DELETE ON people, watched TO small_member;
CREATE SCHEMA workshop;
GRANT USAGE, CREATE ON SCHEMA workshop TO small_member;
