-- What happened: events and the audit trail, partitioned by month.
--
-- The months themselves are made by platform.create_month (11_months.sql). There is no default partition: a row
-- without a month is an error, not a surprise that retention finds years later.

SET LOCAL ROLE platform_owner;
SET LOCAL search_path TO public;

CREATE TABLE events (
    event_id    bigserial   NOT NULL,
    org_id      bigint      NOT NULL DEFAULT platform.current_user_org_id()
                            CONSTRAINT events_org_id_fkey REFERENCES organizations ON DELETE CASCADE,
    -- no foreign keys for these two: events come in bulk, and outlive the person and the resource
    actor_id    bigint      DEFAULT platform.current_user_id(),
    resource_id bigint,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    public_id   uuid        NOT NULL DEFAULT gen_random_uuid(),
    type        text        NOT NULL,
    payload     jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT events_pkey PRIMARY KEY (event_id, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX events_org_id_created_at_idx ON events (org_id, created_at);

-- no foreign keys at all: the trail of an organization stays when the organization is gone
CREATE TABLE audit_logs (
    audit_id   bigserial    NOT NULL,
    org_id     bigint       NOT NULL,
    actor_id   bigint,
    row_id     bigint       NOT NULL,
    created_at timestamptz  NOT NULL DEFAULT now(),
    updated_at timestamptz  NOT NULL DEFAULT now(),
    action     audit_action NOT NULL,
    table_name text         NOT NULL,
    actor_role text         NOT NULL DEFAULT session_user,
    before     jsonb,
    after      jsonb,
    CONSTRAINT audit_logs_pkey PRIMARY KEY (audit_id, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX audit_logs_org_id_created_at_idx ON audit_logs (org_id, created_at);
CREATE INDEX audit_logs_org_id_row_idx ON audit_logs (org_id, table_name, row_id);

COMMENT ON TABLE events IS 'what happened in an organization; purged after 2 years';
COMMENT ON TABLE audit_logs IS 'who changed which row; moved to cold storage after 1 year';
COMMENT ON COLUMN audit_logs.row_id IS 'resource_id of resources, user_id of org_members';
COMMENT ON COLUMN audit_logs.actor_role IS 'the database role that wrote it; actor_id is the person';
