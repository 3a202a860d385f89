-- Retention: what `tenantsh retention run` reads, and what it leaves to be seen.
--
-- Row security is forced on the owner, so a run reads as the keeper. What it did is on record in the transaction that
-- did it: a month that is gone has its row. Tenants may see which months went and how runs ended, and nothing that
-- counts or quotes other organizations' rows.

SET LOCAL ROLE platform_owner;
SET LOCAL search_path TO public;

GRANT SELECT ON events, audit_logs TO platform_keeper;

-- platform.create_month copies policies to the months that it makes; those that are there already get this one here
DO $policies$
DECLARE
    part regclass;
BEGIN
    FOR part IN
        SELECT relid FROM unnest(ARRAY['events', 'audit_logs']::regclass[]) AS root (name),
                          pg_partition_tree(root.name)
    LOOP
        EXECUTE format('CREATE POLICY keeper_reads ON %s FOR SELECT TO platform_keeper USING (true)', part);
    END LOOP;
END
$policies$;

CREATE TYPE platform.retention_outcome AS ENUM ('running', 'done', 'refused', 'failed', 'stopped');
CREATE TYPE platform.retention_fate AS ENUM ('cold', 'purge');

CREATE TABLE platform.retention_runs (
    run_id      bigserial   NOT NULL CONSTRAINT retention_runs_pkey PRIMARY KEY,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    months      bigint      NOT NULL DEFAULT 0,
    outcome     platform.retention_outcome NOT NULL DEFAULT 'running',
    login       text        NOT NULL DEFAULT session_user,
    report      text        NOT NULL DEFAULT ''
);

CREATE TABLE platform.retention_months (
    month_id    bigserial   NOT NULL CONSTRAINT retention_months_pkey PRIMARY KEY,
    run_id      bigint      NOT NULL CONSTRAINT retention_months_run_id_fkey REFERENCES platform.retention_runs,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    begins_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    dropped_at  timestamptz,
    rows        bigint      NOT NULL,
    bytes       bigint      NOT NULL,
    fate        platform.retention_fate NOT NULL,
    table_name  text        NOT NULL,
    digest      text,
    storage     text
);
CREATE INDEX retention_months_run_id_idx ON platform.retention_months (run_id);
CREATE INDEX retention_months_table_name_begins_at_idx ON platform.retention_months (table_name, begins_at);

COMMENT ON TABLE platform.retention_runs IS 'runs of tenantsh retention run; one that is running and gone was killed';
COMMENT ON COLUMN platform.retention_runs.months IS 'how many partitions went';
COMMENT ON COLUMN platform.retention_runs.report IS 'what was refused or failed, and why';
COMMENT ON TABLE platform.retention_months IS 'months that were archived or purged';
COMMENT ON COLUMN platform.retention_months.dropped_at IS 'when the partition went; not yet where it is NULL';
COMMENT ON COLUMN platform.retention_months.bytes IS 'what the partition held on disk, with indexes and TOAST';
COMMENT ON COLUMN platform.retention_months.digest IS 'of the archived rows, as the manifest has it';

CREATE TRIGGER keep_timestamps BEFORE UPDATE ON platform.retention_runs
    FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps();
CREATE TRIGGER keep_timestamps BEFORE UPDATE ON platform.retention_months
    FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps();

ALTER TABLE platform.retention_runs   ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE platform.retention_months ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY owner_keeps ON platform.retention_runs TO platform_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_keeps ON platform.retention_months TO platform_owner USING (true) WITH CHECK (true);
CREATE POLICY tenant_reads ON platform.retention_runs FOR SELECT TO org_viewer, org_member, org_admin USING (true);
CREATE POLICY tenant_reads ON platform.retention_months FOR SELECT TO org_viewer, org_member, org_admin USING (true);

GRANT SELECT (run_id, created_at, updated_at, finished_at, months, outcome) ON platform.retention_runs
    TO org_viewer, org_member, org_admin;
GRANT SELECT (month_id, run_id, created_at, updated_at, begins_at, ends_at, dropped_at, fate, table_name)
    ON platform.retention_months TO org_viewer, org_member, org_admin;
