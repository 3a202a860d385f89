-- A support desk beside the platform: one relation for each thing that a case may meet, so that a change meets one.
-- The rows are the same on every server: nothing here is drawn by lot or asks for the time.

CREATE SCHEMA desk AUTHORIZATION platform_owner;
GRANT USAGE ON SCHEMA desk TO org_viewer, org_member, org_admin;
INSERT INTO organizations (org_id, name, plan_tier) VALUES (42, 'Acme Labs', 'business'), (43, 'Globex', 'free');
INSERT INTO users (user_id, email, name) VALUES
    (1001, 'ann@acme.test', 'Ann'), (1002, 'bob@acme.test', 'Bob'), (1003, 'cat@acme.test', 'Cat'),
    (1004, 'dan@globex.test', 'Dan');
INSERT INTO org_members (org_id, user_id, role) VALUES
    (42, 1001, 'member'), (42, 1002, 'admin'), (42, 1003, 'viewer'), (43, 1004, 'admin');
SELECT platform.create_month('events', month::date) FROM unnest(ARRAY['2026-03-01', '2026-04-01']) AS m (month);
INSERT INTO events (event_id, org_id, created_at, type)
    SELECT n, 42 + n % 2, '2026-03-05 10:00+00'::timestamptz + n * interval '12 hours', 'view'
    FROM generate_series(1, 80) AS n;

SET ROLE platform_owner;
SET search_path = public;

-- tickets: rows, policies, columns, grants. Its policy asks a function, and that one another and a setting
CREATE FUNCTION desk.sees(org bigint) RETURNS boolean LANGUAGE sql STABLE
    AS $$ SELECT org = platform.current_user_org_id()
          AND coalesce(nullif(pg_catalog.current_setting('app.region', true), ''), 'all') = 'all' $$;
CREATE TABLE tickets (
    ticket_id bigint      NOT NULL CONSTRAINT tickets_pkey PRIMARY KEY,
    org_id    bigint      NOT NULL,
    title     text        NOT NULL,
    state     text        NOT NULL,
    due       timestamptz NOT NULL,
    hours     float8,
    remark    text
);
-- against the order of the key, so that CLUSTER turns them around
INSERT INTO tickets (ticket_id, org_id, title, state, due, hours)
    SELECT n, 42 + n % 2, 'ticket ' || n, CASE WHEN n % 3 = 0 THEN 'open' ELSE 'closed' END,
           '2026-03-01 12:00+00'::timestamptz + n * interval '1 day', n / 10.0::float8
    FROM generate_series(60, 1, -1) AS n;
ALTER TABLE tickets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON tickets FOR SELECT USING (desk.sees(org_id));
GRANT SELECT ON tickets TO org_viewer, org_member, org_admin;

-- parcels: plans. One code is nearly all of them, and nobody has told the planner
CREATE TABLE parcels (
    parcel_id bigint NOT NULL CONSTRAINT parcels_pkey PRIMARY KEY,
    org_id    bigint NOT NULL,
    code      text   NOT NULL
);
INSERT INTO parcels SELECT n, 42 + n % 2, CASE WHEN n % 50 = 0 THEN 'p' || n ELSE 'box' END
    FROM generate_series(1, 4000) AS n;
CREATE INDEX parcels_code_idx ON parcels (code);
ALTER TABLE parcels ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON parcels FOR SELECT USING (org_id = (SELECT platform.current_user_org_id()));
GRANT SELECT ON parcels TO org_viewer, org_member, org_admin;

-- letters: a view, whose owner the policies are for as well
CREATE TABLE letters (
    letter_id bigint NOT NULL CONSTRAINT letters_pkey PRIMARY KEY,
    org_id    bigint NOT NULL,
    subject   text   NOT NULL,
    state     text   NOT NULL
);
INSERT INTO letters SELECT n, 42 + n % 2, 'letter ' || n, CASE WHEN n % 4 < 2 THEN 'open' ELSE 'read' END
    FROM generate_series(1, 20) AS n;
ALTER TABLE letters ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON letters FOR SELECT USING (org_id = (SELECT platform.current_user_org_id()));
CREATE VIEW open_letters AS SELECT letter_id, subject FROM letters WHERE state = 'open';
GRANT SELECT ON open_letters TO org_viewer, org_member, org_admin;

-- stamps: a function that the statement itself calls
CREATE FUNCTION desk.label(stamp bigint) RETURNS text LANGUAGE plpgsql STABLE
    AS $$ BEGIN RETURN 'stamp no. ' || stamp; END $$;
CREATE TABLE stamps (stamp_id bigint NOT NULL CONSTRAINT stamps_pkey PRIMARY KEY, org_id bigint NOT NULL);
INSERT INTO stamps SELECT n, 42 + n % 2 FROM generate_series(1, 10) AS n;
ALTER TABLE stamps ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON stamps FOR SELECT USING (org_id = (SELECT platform.current_user_org_id()));
GRANT SELECT ON stamps TO org_viewer, org_member, org_admin;
