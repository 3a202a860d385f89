-- What tenants' roles may do; row security then says with which rows.
--
-- Every write privilege is on columns: created_at, updated_at, metadata and the ids are the database's. A privilege on
-- columns also cannot LOCK TABLE, with which one tenant could stop all the others. Nothing may be deleted (soft
-- delete instead), truncated or referenced. Partitions get no grant: they are reached through their table.

SET LOCAL ROLE platform_owner;
SET LOCAL search_path TO public;

GRANT SELECT ON users, organizations, org_members, sessions, resources, resource_metadata, billing_accounts, events,
    audit_logs TO org_viewer, org_member, org_admin;

GRANT INSERT (org_id, name, type, description), UPDATE (name, type, description, deleted_at) ON resources
    TO org_member, org_admin;
GRANT INSERT (org_id, resource_id, data), UPDATE (data) ON resource_metadata TO org_member, org_admin;
GRANT INSERT (org_id, resource_id, type, payload) ON events TO org_member, org_admin;
GRANT USAGE ON SEQUENCE resources_resource_id_seq, resource_metadata_metadata_id_seq, events_event_id_seq
    TO org_member, org_admin;
GRANT UPDATE (name) ON users TO org_member, org_admin;
GRANT UPDATE (name, description) ON organizations TO org_admin;
-- the role only: who is a member changes through 14_members.sql
GRANT UPDATE (role) ON org_members TO org_admin;

-- information_schema.table_constraints leaves out tables on which a role may only SELECT, and a tenant is to see the
-- constraints of all of them. The least that opens it is INSERT on a single column, here updated_at, where there is no
-- policy for INSERT: row security refuses every row (42501), and if a policy ever came, the other columns' NOT NULL
-- would. REFERENCES would tell which ids exist, TRIGGER run code as others, UPDATE allow locking rows.
GRANT INSERT (updated_at) ON users, organizations, org_members, sessions, resources, resource_metadata,
    billing_accounts, events, audit_logs TO org_viewer;
GRANT INSERT (updated_at) ON organizations, org_members, sessions, billing_accounts, audit_logs TO org_member;
GRANT INSERT (updated_at) ON sessions, billing_accounts, audit_logs TO org_admin;
