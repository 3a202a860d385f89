-- The tables, distributed by org_id: an organization's rows of every table are on one node, in shards that belong together.
--
-- Unique keys begin with org_id, since Citus keeps them shard by shard. People belong to several organizations, so they
-- are a reference table: a copy on every node. Its policy cannot ask org_members (no sub-queries), so it keeps a list of
-- the organizations that a person is in; tenants see her through the view users, without that list.

SET LOCAL search_path TO public;
-- keys to a reference table want one connection to a node
SET LOCAL citus.multi_shard_modify_mode = 'sequential';

CREATE TABLE platform.people (
    user_id    bigserial    NOT NULL CONSTRAINT people_pkey PRIMARY KEY,
    created_at timestamptz  NOT NULL DEFAULT now(),
    updated_at timestamptz  NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    status     user_status  NOT NULL DEFAULT 'active',
    public_id  uuid         NOT NULL DEFAULT gen_random_uuid() CONSTRAINT people_public_id_key UNIQUE,
    email      varchar(255) NOT NULL CONSTRAINT people_email_key UNIQUE,
    name       varchar(255) NOT NULL,
    org_ids    bigint[]     NOT NULL DEFAULT '{}'
);
CREATE INDEX people_created_at_idx ON platform.people (created_at);
CREATE INDEX people_status_idx ON platform.people (status);
CREATE UNIQUE INDEX people_lower_email_idx ON platform.people (lower(email));

CREATE TABLE organizations (
    org_id      bigserial    NOT NULL CONSTRAINT organizations_pkey PRIMARY KEY,
    created_at  timestamptz  NOT NULL DEFAULT now(),
    updated_at  timestamptz  NOT NULL DEFAULT now(),
    deleted_at  timestamptz,
    plan_tier   plan_tier    NOT NULL DEFAULT 'free',
    public_id   uuid         NOT NULL DEFAULT gen_random_uuid(),
    name        varchar(255) NOT NULL,
    description text,
    CONSTRAINT organizations_public_id_key UNIQUE (org_id, public_id)
);
CREATE INDEX organizations_created_at_idx ON organizations (created_at);

CREATE TABLE org_members (
    org_id     bigint      NOT NULL,
    user_id    bigint      NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    role       member_role NOT NULL DEFAULT 'member',
    CONSTRAINT org_members_pkey PRIMARY KEY (org_id, user_id)
);
CREATE INDEX org_members_user_id_idx ON org_members (user_id);

CREATE TABLE sessions (
    session_id bigserial   NOT NULL,
    user_id    bigint      NOT NULL,
    org_id     bigint      NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '12 hours',
    token      bytea       NOT NULL CONSTRAINT sessions_token_is_sha256 CHECK (octet_length(token) = 32),
    CONSTRAINT sessions_pkey PRIMARY KEY (org_id, session_id),
    CONSTRAINT sessions_token_key UNIQUE (org_id, token),
    CONSTRAINT sessions_expire_after_they_began CHECK (expires_at > created_at)
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

CREATE TABLE resources (
    resource_id bigserial    NOT NULL,
    org_id      bigint       NOT NULL,
    created_at  timestamptz  NOT NULL DEFAULT now(),
    updated_at  timestamptz  NOT NULL DEFAULT now(),
    deleted_at  timestamptz,
    public_id   uuid         NOT NULL DEFAULT gen_random_uuid(),
    name        varchar(255) NOT NULL,
    type        text         NOT NULL,
    description text,
    metadata    jsonb        NOT NULL DEFAULT '{}',
    CONSTRAINT resources_pkey PRIMARY KEY (org_id, resource_id),
    CONSTRAINT resources_public_id_key UNIQUE (org_id, public_id)
);
CREATE INDEX resources_org_id_created_at_idx ON resources (org_id, created_at);
CREATE INDEX resources_org_id_type_idx ON resources (org_id, type);
CREATE INDEX resources_metadata_idx ON resources USING gin (metadata);

CREATE TABLE resource_metadata (
    metadata_id bigserial   NOT NULL,
    resource_id bigint      NOT NULL,
    org_id      bigint      NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    data        jsonb       NOT NULL
                            CONSTRAINT resource_metadata_data_is_an_object CHECK (jsonb_typeof(data) = 'object'),
    CONSTRAINT resource_metadata_pkey PRIMARY KEY (org_id, metadata_id)
);
CREATE INDEX resource_metadata_org_id_resource_id_idx ON resource_metadata (org_id, resource_id);
CREATE INDEX resource_metadata_data_idx ON resource_metadata USING gin (data);

CREATE TABLE billing_accounts (
    billing_account_id bigserial      NOT NULL,
    org_id             bigint         NOT NULL,
    balance_cents      bigint         NOT NULL DEFAULT 0,
    quota              bigint         NOT NULL DEFAULT 0,
    created_at         timestamptz    NOT NULL DEFAULT now(),
    updated_at         timestamptz    NOT NULL DEFAULT now(),
    status             billing_status NOT NULL DEFAULT 'active',
    currency           text           NOT NULL DEFAULT 'EUR'
                       CONSTRAINT billing_accounts_currency_is_iso_4217 CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT billing_accounts_pkey PRIMARY KEY (org_id, billing_account_id)
);

CREATE TABLE events (
    event_id    bigserial   NOT NULL,
    org_id      bigint      NOT NULL,
    actor_id    bigint,
    resource_id bigint,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    public_id   uuid        NOT NULL DEFAULT gen_random_uuid(),
    type        text        NOT NULL,
    payload     jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT events_pkey PRIMARY KEY (org_id, event_id, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX events_org_id_created_at_idx ON events (org_id, created_at);

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
    CONSTRAINT audit_logs_pkey PRIMARY KEY (org_id, audit_id, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX audit_logs_org_id_created_at_idx ON audit_logs (org_id, created_at);
CREATE INDEX audit_logs_org_id_row_idx ON audit_logs (org_id, table_name, row_id);

SELECT create_reference_table('platform.people');
SELECT create_distributed_table('organizations', 'org_id');
SELECT create_distributed_table(name, 'org_id', colocate_with => 'organizations')
FROM unnest(ARRAY['org_members', 'sessions', 'resources', 'resource_metadata', 'billing_accounts', 'events',
                  'audit_logs']) AS name;

-- between tables whose shards belong together, and to the reference table, keys are kept as anywhere
ALTER TABLE org_members ADD CONSTRAINT org_members_org_id_fkey
    FOREIGN KEY (org_id) REFERENCES organizations ON DELETE CASCADE;
ALTER TABLE org_members ADD CONSTRAINT org_members_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES platform.people ON DELETE CASCADE;
ALTER TABLE sessions ADD CONSTRAINT sessions_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES platform.people ON DELETE RESTRICT;
ALTER TABLE sessions ADD CONSTRAINT sessions_org_id_fkey
    FOREIGN KEY (org_id) REFERENCES organizations ON DELETE CASCADE;
ALTER TABLE resources ADD CONSTRAINT resources_org_id_fkey
    FOREIGN KEY (org_id) REFERENCES organizations ON DELETE CASCADE;
ALTER TABLE resource_metadata ADD CONSTRAINT resource_metadata_resource_fkey
    FOREIGN KEY (org_id, resource_id) REFERENCES resources ON DELETE CASCADE;
ALTER TABLE billing_accounts ADD CONSTRAINT billing_accounts_org_id_fkey
    FOREIGN KEY (org_id) REFERENCES organizations ON DELETE CASCADE;
ALTER TABLE events ADD CONSTRAINT events_org_id_fkey
    FOREIGN KEY (org_id) REFERENCES organizations ON DELETE CASCADE;

CREATE VIEW users WITH (security_invoker) AS
    SELECT user_id, created_at, updated_at, deleted_at, status, public_id, email, name FROM platform.people;

COMMENT ON TABLE platform.people IS 'people, on every node; tenants see them through the view users';
COMMENT ON COLUMN platform.people.org_ids IS 'organizations that she is a member of; kept with org_members';
COMMENT ON VIEW users IS 'people; they belong to organizations through org_members';
COMMENT ON TABLE organizations IS 'tenants: every other row belongs to one';
COMMENT ON TABLE org_members IS 'who belongs to which organization, and as what';
COMMENT ON TABLE sessions IS 'log-ins of people to one organization';
COMMENT ON COLUMN sessions.token IS 'SHA-256 digest of the token, never the token';
COMMENT ON COLUMN org_members.role IS 'chooses the database role: org_viewer, org_member or org_admin';
COMMENT ON TABLE resources IS 'what an organization owns';
COMMENT ON COLUMN resources.metadata IS 'all of its resource_metadata merged, later rows win; who writes one writes both';
COMMENT ON TABLE resource_metadata IS 'user-defined attributes of a resource, in as many rows as it has sources';
COMMENT ON TABLE billing_accounts IS 'what an organization pays with; quota counts resources';
COMMENT ON TABLE events IS 'what happened in an organization';
COMMENT ON TABLE audit_logs IS 'who changed which row';

ALTER TABLE platform.people OWNER TO platform_owner;
ALTER VIEW users OWNER TO platform_owner;
ALTER TABLE organizations OWNER TO platform_owner;
ALTER TABLE org_members OWNER TO platform_owner;
ALTER TABLE sessions OWNER TO platform_owner;
ALTER TABLE resources OWNER TO platform_owner;
ALTER TABLE resource_metadata OWNER TO platform_owner;
ALTER TABLE billing_accounts OWNER TO platform_owner;
ALTER TABLE events OWNER TO platform_owner;
ALTER TABLE audit_logs OWNER TO platform_owner;
