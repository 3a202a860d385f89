-- People, organizations, who belongs where, and who is logged in.
--
-- In every table the columns go from wide alignment to narrow (8-byte, enum, uuid, text), so that rows carry no padding.

SET LOCAL ROLE platform_owner;
SET LOCAL search_path TO public;

CREATE TABLE users (
    user_id    bigserial    NOT NULL CONSTRAINT users_pkey PRIMARY KEY,
    created_at timestamptz  NOT NULL DEFAULT now(),
    updated_at timestamptz  NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    status     user_status  NOT NULL DEFAULT 'active',
    public_id  uuid         NOT NULL DEFAULT gen_random_uuid() CONSTRAINT users_public_id_key UNIQUE,
    email      varchar(255) NOT NULL CONSTRAINT users_email_key UNIQUE,
    name       varchar(255) NOT NULL
);
CREATE INDEX users_created_at_idx ON users (created_at);
CREATE INDEX users_status_idx ON users (status);
-- two people whose addresses differ in case only would be one person to everybody else
CREATE UNIQUE INDEX users_lower_email_idx ON users (lower(email));

CREATE TABLE organizations (
    org_id      bigserial    NOT NULL CONSTRAINT organizations_pkey PRIMARY KEY,
    created_at  timestamptz  NOT NULL DEFAULT now(),
    updated_at  timestamptz  NOT NULL DEFAULT now(),
    deleted_at  timestamptz,
    plan_tier   plan_tier    NOT NULL DEFAULT 'free',
    public_id   uuid         NOT NULL DEFAULT gen_random_uuid() CONSTRAINT organizations_public_id_key UNIQUE,
    name        varchar(255) NOT NULL,
    description text
);
CREATE INDEX organizations_created_at_idx ON organizations (created_at);

CREATE TABLE org_members (
    org_id     bigint      NOT NULL DEFAULT platform.current_user_org_id()
                           CONSTRAINT org_members_org_id_fkey REFERENCES organizations ON DELETE CASCADE,
    user_id    bigint      NOT NULL CONSTRAINT org_members_user_id_fkey REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    role       member_role NOT NULL DEFAULT 'member',
    CONSTRAINT org_members_pkey PRIMARY KEY (org_id, user_id)
);
CREATE INDEX org_members_user_id_idx ON org_members (user_id);

CREATE TABLE sessions (
    session_id bigserial   NOT NULL CONSTRAINT sessions_pkey PRIMARY KEY,
    user_id    bigint      NOT NULL CONSTRAINT sessions_user_id_fkey REFERENCES users ON DELETE RESTRICT,
    org_id     bigint      NOT NULL CONSTRAINT sessions_org_id_fkey REFERENCES organizations ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '12 hours',
    token      bytea       NOT NULL CONSTRAINT sessions_token_key UNIQUE
                           CONSTRAINT sessions_token_is_sha256 CHECK (octet_length(token) = 32),
    CONSTRAINT sessions_expire_after_they_began CHECK (expires_at > created_at)
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);
CREATE INDEX sessions_org_id_idx ON sessions (org_id);

COMMENT ON TABLE users IS 'people; they belong to organizations through org_members';
COMMENT ON TABLE organizations IS 'tenants: every other row belongs to one';
COMMENT ON TABLE org_members IS 'who belongs to which organization, and as what';
COMMENT ON TABLE sessions IS 'log-ins of people to one organization';
COMMENT ON COLUMN sessions.token IS 'SHA-256 digest of the token, never the token';
COMMENT ON COLUMN org_members.role IS 'chooses the database role: org_viewer, org_member or org_admin';
