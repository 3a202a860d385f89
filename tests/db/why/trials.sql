-- Tables whose rows are hard to carry, functions and tables that policies of trials ask.
CREATE SCHEMA wt; CREATE SCHEMA wt_private;
GRANT USAGE ON SCHEMA wt TO PUBLIC;
CREATE TYPE wt.mood AS ENUM ('happy', 'sad', 'it''s "odd"');
CREATE DOMAIN wt.code AS text CHECK (VALUE <> 'never');
CREATE TYPE wt.point AS (x int, "Why" text);
CREATE FUNCTION wt.org() RETURNS bigint STABLE LANGUAGE sql
    AS $$ SELECT nullif(current_setting('app.org', true), '')::bigint $$;

CREATE FUNCTION wt.may_see(t anyelement) RETURNS bool STABLE LANGUAGE sql
    AS $$ SELECT coalesce(to_jsonb(t) ->> 'org_id' = current_setting('app.org', true), false) $$;

CREATE TABLE wt.member (org_id bigint, login text);
INSERT INTO wt.member VALUES (42, 'why_trials_login'), (43, 'somebody'), (44, 'why_trials_login');
ALTER TABLE wt.member ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON wt.member USING (login = session_user::text);
GRANT SELECT ON wt.member TO PUBLIC;
CREATE TABLE wt.kept (org_id bigint);  -- nobody may read it
INSERT INTO wt.kept VALUES (42), (43);
CREATE TABLE wt_private.member (org_id bigint);  -- granted, in a schema that is not
INSERT INTO wt_private.member VALUES (42);
GRANT SELECT ON wt_private.member TO PUBLIC;
CREATE FUNCTION wt_private.knows(org bigint) RETURNS bool STABLE LANGUAGE sql AS $$ SELECT org = 42 $$;
CREATE FUNCTION wt.knows(org bigint) RETURNS bool STABLE SECURITY DEFINER LANGUAGE sql
    AS $$ SELECT EXISTS (SELECT FROM wt.kept k WHERE k.org_id = org) $$;
CREATE FUNCTION wt.volatile(org bigint) RETURNS bool VOLATILE LANGUAGE sql AS $$ SELECT random() < 0.5 OR org = 42 $$;
CREATE FUNCTION wt.chance(wt.code, text) RETURNS bool VOLATILE LANGUAGE sql AS $$ SELECT random() < 0.5 $$;
CREATE OPERATOR wt.~=~ (LEFTARG = wt.code, RIGHTARG = text, FUNCTION = wt.chance);
CREATE FUNCTION wt.same(wt.code, text) RETURNS bool IMMUTABLE LANGUAGE sql AS $$ SELECT $1::text = $2 $$;
CREATE OPERATOR wt.=== (LEFTARG = wt.code, RIGHTARG = text, FUNCTION = wt.same);
CREATE FUNCTION wt.fails(kind text) RETURNS bool STABLE LANGUAGE plpgsql
    AS $$ BEGIN IF kind = 'b' THEN RAISE 'no %', kind; END IF; RETURN kind = 'a'; END $$;

CREATE TABLE wt.plain (
    id int PRIMARY KEY, gone text, org_id bigint, kind text, owner text, deleted_at timestamptz, mood wt.mood,
    code wt.code, tags text[], doc jsonb, amount numeric(10, 2), span int4range, spot wt.point, wide text, raw bytea,
    lasts interval, spots wt.point[], ratio float8, twice bigint GENERATED ALWAYS AS (org_id * 2) STORED
);
ALTER TABLE wt.plain DROP COLUMN gone;
INSERT INTO wt.plain
SELECT i, (ARRAY[42, 43, 44, NULL])[1 + i % 4], (ARRAY['a', 'b', NULL, ''])[1 + i / 4 % 4],
       (ARRAY['why_trials_login', 'why_trials_reader', NULL])[1 + i % 3],
       CASE i % 5 WHEN 0 THEN now() - interval '1 year' WHEN 1 THEN now() - interval '1 day' END,
       (ARRAY['happy', 'sad', 'it''s "odd"', NULL]::wt.mood[])[1 + i / 3 % 4], 'c' || i % 3,
       CASE WHEN i % 3 > 0 THEN (ARRAY['x', 'NULL', NULL, 'a,"b"\', ''])[1:1 + i % 5] END,
       CASE WHEN i % 4 > 0 THEN jsonb_build_object('open', i % 2 = 0, 'text', E'"\\\n,()') END,
       i / 3.0, int4range(i % 7, 9), ROW(i, E'(",\\")')::wt.point,
       (ARRAY['secret, ("content")', E'tab\t\nline', '', NULL, ' '])[1 + i % 5], decode('00ff5c', 'hex'),
       make_interval(0, -i, 3, 0, -2, 0, 1.5), ARRAY[ROW(1, 'x'), ROW(NULL, NULL)]::wt.point[], CASE i % 3 WHEN 0 THEN 'NaN' ELSE 0.1 + i / 3.0 END::float8
  FROM generate_series(1, 60) AS i;
CREATE TABLE wt."Odd ""name" (LIKE wt.plain INCLUDING ALL);
INSERT INTO wt."Odd ""name" (id, org_id, kind, owner, deleted_at, mood, code, tags, doc, amount, span, spot, wide)
SELECT id, org_id, kind, owner, deleted_at, mood, code, tags, doc, amount, span, spot, wide FROM wt.plain;
CREATE TABLE wt.parted (
    id int, org_id bigint, kind text, owner text, deleted_at timestamptz, mood wt.mood, code wt.code, tags text[],
    doc jsonb, amount numeric(10, 2), span int4range, wide text, PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE TABLE wt.parted_1 (wide text, id int NOT NULL, drop_me int, org_id bigint, kind text, owner text,
    deleted_at timestamptz, mood wt.mood, code wt.code, tags text[], doc jsonb, amount numeric(10, 2), span int4range);
ALTER TABLE wt.parted_1 DROP COLUMN drop_me;  -- in another order than its table's
ALTER TABLE wt.parted ATTACH PARTITION wt.parted_1 FOR VALUES FROM (MINVALUE) TO (30);
CREATE TABLE wt.parted_2 PARTITION OF wt.parted FOR VALUES FROM (30) TO (MAXVALUE);
INSERT INTO wt.parted SELECT id, org_id, kind, owner, deleted_at, mood, code, tags, doc, amount, span, wide FROM wt.plain;
-- a parent that has rows in what inherits from it
CREATE TABLE wt.child (LIKE wt.parted INCLUDING ALL);
CREATE TABLE wt.grandchild (more text) INHERITS (wt.child);
INSERT INTO wt.child SELECT * FROM wt.parted WHERE id % 2 = 0;
INSERT INTO wt.grandchild SELECT p.*, 'more' FROM wt.parted AS p WHERE id % 2 = 1;
ALTER TABLE wt.plain OWNER TO why_trials_owner;
ALTER TABLE wt.parted OWNER TO why_trials_owner;
