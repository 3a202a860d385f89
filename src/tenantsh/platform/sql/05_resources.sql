-- What organizations own: resources with user-defined attributes, and accounts to pay for them.

SET LOCAL ROLE platform_owner;
SET LOCAL search_path TO public;

CREATE TABLE resources (
    resource_id bigserial    NOT NULL CONSTRAINT resources_pkey PRIMARY KEY,
    org_id      bigint       NOT NULL DEFAULT platform.current_user_org_id()
                             CONSTRAINT resources_org_id_fkey REFERENCES organizations ON DELETE CASCADE,
    created_at  timestamptz  NOT NULL DEFAULT now(),
    updated_at  timestamptz  NOT NULL DEFAULT now(),
    deleted_at  timestamptz,
    public_id   uuid         NOT NULL DEFAULT gen_random_uuid() CONSTRAINT resources_public_id_key UNIQUE,
    name        varchar(255) NOT NULL,
    type        text         NOT NULL,
    description text,
    metadata    jsonb        NOT NULL DEFAULT '{}',
    -- what resource_metadata refers to, so that its org_id cannot differ
    CONSTRAINT resources_org_id_resource_id_key UNIQUE (org_id, resource_id)
);
CREATE INDEX resources_org_id_created_at_idx ON resources (org_id, created_at);
CREATE INDEX resources_org_id_type_idx ON resources (org_id, type);
CREATE INDEX resources_type_idx ON resources (type);
CREATE INDEX resources_created_at_idx ON resources (created_at);
-- `@>` is not leakproof, so under row security a plan reaches the organization's rows first and filters them;
-- roles above row security use this index
CREATE INDEX resources_metadata_idx ON resources USING gin (metadata);

CREATE TABLE resource_metadata (
    metadata_id bigserial   NOT NULL CONSTRAINT resource_metadata_pkey PRIMARY KEY,
    resource_id bigint      NOT NULL,
    org_id      bigint      NOT NULL DEFAULT platform.current_user_org_id(),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    data        jsonb       NOT NULL
                            CONSTRAINT resource_metadata_data_is_an_object CHECK (jsonb_typeof(data) = 'object'),
    CONSTRAINT resource_metadata_resource_fkey FOREIGN KEY (org_id, resource_id)
        REFERENCES resources (org_id, resource_id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX resource_metadata_org_id_resource_id_idx ON resource_metadata (org_id, resource_id);
CREATE INDEX resource_metadata_resource_id_idx ON resource_metadata (resource_id);
CREATE INDEX resource_metadata_data_idx ON resource_metadata USING gin (data);

CREATE TABLE billing_accounts (
    billing_account_id bigserial      NOT NULL CONSTRAINT billing_accounts_pkey PRIMARY KEY,
    org_id             bigint         NOT NULL
                       CONSTRAINT billing_accounts_org_id_fkey REFERENCES organizations ON DELETE CASCADE,
    balance_cents      bigint         NOT NULL DEFAULT 0,
    quota              bigint         NOT NULL DEFAULT 0,
    created_at         timestamptz    NOT NULL DEFAULT now(),
    updated_at         timestamptz    NOT NULL DEFAULT now(),
    status             billing_status NOT NULL DEFAULT 'active',
    currency           text           NOT NULL DEFAULT 'EUR'
                       CONSTRAINT billing_accounts_currency_is_iso_4217 CHECK (currency ~ '^[A-Z]{3}$')
);
CREATE INDEX billing_accounts_org_id_idx ON billing_accounts (org_id);

COMMENT ON TABLE resources IS 'what an organization owns';
COMMENT ON COLUMN resources.metadata IS 'all of its resource_metadata merged, later rows win; kept by a trigger';
COMMENT ON TABLE resource_metadata IS 'user-defined attributes of a resource, in as many rows as it has sources';
COMMENT ON TABLE billing_accounts IS 'what an organization pays with; quota counts resources';
