-- A fourth sowing: what the doctor was not told of by the first three, and the same things where they are right.
--
-- The context is one setting, the tenant's column `account_id`, a uuid. Schema `fourth` leaks, schema `sound` only looks
-- so. A line that ends in `-- @16+` is for those majors only.

CREATE ROLE fourth_owner NOLOGIN;
CREATE ROLE fourth_tenant NOLOGIN;
CREATE ROLE fourth_ops NOLOGIN BYPASSRLS;
CREATE ROLE fourth_keeper NOLOGIN;
CREATE ROLE fourth_login LOGIN NOINHERIT;
GRANT fourth_tenant TO fourth_login;
CREATE SCHEMA fourth AUTHORIZATION fourth_owner;
CREATE SCHEMA sound AUTHORIZATION fourth_owner;
GRANT USAGE ON SCHEMA fourth, sound TO fourth_tenant;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

CREATE FUNCTION sound.account() RETURNS uuid LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$ SELECT nullif(current_setting('app.account', true), '')::uuid $$;
CREATE FUNCTION sound.make(place text, name text, condition text DEFAULT 'account_id = (SELECT sound.account())')
    RETURNS void LANGUAGE plpgsql AS $make$
DECLARE
    it CONSTANT text := format('%I.%I', place, name);
BEGIN
    EXECUTE format('CREATE TABLE %s (account_id uuid NOT NULL, id bigint NOT NULL, body text,'
                   ' PRIMARY KEY (account_id, id))', it);
    EXECUTE format('INSERT INTO %s SELECT (''00000000-0000-0000-0000-0000000000'' || o)::uuid, 1, ''of '' || o'
                   ' FROM unnest(ARRAY[42, 43]) AS o', it);
    EXECUTE format('ALTER TABLE %s OWNER TO fourth_owner, ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', it);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourth_tenant', it);
    EXECUTE format('CREATE POLICY tenant ON %s TO fourth_tenant USING (%s)', it, condition);
END
$make$;
SELECT sound.make('sound', 'plain');

-- What leaks --------------------------------------------------------------------------------------------------------

-- The convention's SQL has a word of this name in it.
CREATE FUNCTION fourth.name() RETURNS SETOF sound.plain LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$ SELECT * FROM sound.plain $$;
-- Whoever asks has the table that is asked.
SELECT sound.make('sound', 'members');
SET check_function_bodies = off;
CREATE FUNCTION fourth.mine() RETURNS SETOF uuid LANGUAGE sql STABLE
    AS $$ SELECT account_id FROM members WHERE body = 'of ' || right(sound.account()::text, 2) $$;
CREATE FUNCTION fourth.mine_unended() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SET search_path = sound
    AS $$ BEGIN
        RETURN QUERY SELECT m.account_id FROM "members" AS m WHERE m.body = 'of ' || right(sound.account()::text, 2);
    END $$;
SELECT sound.make('fourth', 'by_path', 'account_id IN (SELECT fourth.mine_unended())');
SELECT sound.make('fourth', 'by_callers_path', 'account_id IN (SELECT fourth.mine())');
-- What is written is copied where nobody is asked whose it is.
SELECT sound.make('fourth', 'written');
CREATE TABLE fourth.history (id bigserial PRIMARY KEY, at timestamptz DEFAULT now(), row_data jsonb);
ALTER TABLE fourth.history OWNER TO fourth_owner;
GRANT SELECT ON fourth.history TO fourth_tenant;
CREATE FUNCTION fourth.t_keeps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ BEGIN INSERT INTO fourth.history (row_data) VALUES (to_jsonb(NEW)); RETURN NEW; END $$;
CREATE TRIGGER keeps AFTER INSERT OR UPDATE ON fourth.written FOR EACH ROW EXECUTE FUNCTION fourth.t_keeps();
UPDATE fourth.written SET body = body || ', changed';
-- It may not act as it, and may let itself.
GRANT fourth_ops TO fourth_login WITH ADMIN TRUE, SET FALSE, INHERIT FALSE;  -- @16+
-- A group of the tenant's owns tables.
GRANT fourth_keeper TO fourth_tenant;
SELECT sound.make('fourth', 'kept');
ALTER TABLE fourth.kept OWNER TO fourth_keeper;
-- Large objects are everybody's, though nobody was granted any.
SELECT lo_from_bytea(987655, 'everybody''s');
ALTER DATABASE :database SET lo_compat_privileges = on;
-- A table that is nobody's has the rows of one that is.
CREATE TABLE fourth.parent (number bigint, body text);
ALTER TABLE fourth.parent OWNER TO fourth_owner;
GRANT SELECT ON fourth.parent TO fourth_tenant;
SELECT sound.make('fourth', 'child');
ALTER TABLE fourth.child ADD COLUMN number bigint, INHERIT fourth.parent;
-- No trigger and no foreign key for whoever says so.
GRANT SET ON PARAMETER session_replication_role TO fourth_tenant;  -- @15+
-- Everybody's numbers may be set back.
CREATE SEQUENCE fourth.numbers;
GRANT USAGE, UPDATE ON SEQUENCE fourth.numbers TO fourth_tenant;

-- What is right -----------------------------------------------------------------------------------------------------

-- Its tables are named whole, or where it looks is said to the end.
CREATE FUNCTION sound.whole() RETURNS SETOF uuid LANGUAGE sql STABLE
    AS $$ SELECT m.account_id FROM sound.members AS m WHERE m.account_id = sound.account() $$;
CREATE FUNCTION sound.ended() RETURNS SETOF uuid LANGUAGE sql STABLE SET search_path = pg_catalog, sound, pg_temp
    AS $$ SELECT account_id FROM members WHERE account_id = account() $$;
SELECT sound.make('sound', 'by_whole', 'account_id IN (SELECT sound.whole())');
SELECT sound.make('sound', 'by_ended', 'account_id IN (SELECT sound.ended())');
-- A history with row security of its own, written by its owner's trigger.
SELECT sound.make('sound', 'history');
SELECT sound.make('sound', 'written');
CREATE FUNCTION sound.t_keeps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ BEGIN
        INSERT INTO sound.history SELECT NEW.account_id, NEW.id + 100, to_jsonb(NEW)::text; RETURN NEW;
    END $$;
CREATE TRIGGER keeps AFTER INSERT OR UPDATE ON sound.written FOR EACH ROW EXECUTE FUNCTION sound.t_keeps();
UPDATE sound.written SET body = body || ', changed';
-- Written into, and not about rows: how many there were.
CREATE TABLE sound.counts (at timestamptz DEFAULT now());
ALTER TABLE sound.counts OWNER TO fourth_owner;
GRANT SELECT ON sound.counts TO fourth_tenant;
CREATE FUNCTION sound.t_counts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ BEGIN INSERT INTO sound.counts DEFAULT VALUES; RETURN NULL; END $$;
CREATE TRIGGER counts AFTER INSERT ON sound.written FOR EACH STATEMENT EXECUTE FUNCTION sound.t_counts();
-- Unique within an organization, by an expression.
SELECT sound.make('sound', 'folded');
CREATE UNIQUE INDEX ON sound.folded (coalesce(account_id, '00000000-0000-0000-0000-000000000000'), lower(body));
-- A parent that nobody may use.
CREATE TABLE sound.parent (number bigint, body text);
SELECT sound.make('sound', 'child');
ALTER TABLE sound.child ADD COLUMN number bigint, INHERIT sound.parent;
-- Numbers that may be taken.
CREATE SEQUENCE sound.numbers;
GRANT USAGE ON SEQUENCE sound.numbers TO fourth_tenant;
-- A setting that is everybody's without it.
GRANT SET ON PARAMETER work_mem TO fourth_tenant;  -- @15+

DROP FUNCTION sound.make(text, text, text);
ANALYZE;
