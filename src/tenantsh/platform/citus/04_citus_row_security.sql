-- A user sees only rows WHERE org_id = current_user_org_id, on whatever node they are: policies are evaluated there.

SET LOCAL search_path TO public;
SET LOCAL citus.multi_shard_modify_mode = 'sequential';

DO $policies$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['organizations', 'org_members', 'sessions', 'resources', 'resource_metadata',
                                'billing_accounts', 'events', 'audit_logs']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant_reads ON %I FOR SELECT TO org_viewer, org_member, org_admin'
                       ' USING (org_id = platform.current_user_org_id())', name);
    END LOOP;
END
$policies$;

ALTER TABLE platform.people ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.people FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON platform.people FOR SELECT TO org_viewer, org_member, org_admin
    USING (platform.current_user_org_id() = ANY (org_ids));

CREATE POLICY tenant_inserts ON resources FOR INSERT TO org_member, org_admin
    WITH CHECK (org_id = platform.current_user_org_id());
CREATE POLICY tenant_updates ON resources FOR UPDATE TO org_member, org_admin
    USING (org_id = platform.current_user_org_id()) WITH CHECK (org_id = platform.current_user_org_id());
CREATE POLICY tenant_inserts ON resource_metadata FOR INSERT TO org_member, org_admin
    WITH CHECK (org_id = platform.current_user_org_id());
CREATE POLICY tenant_updates ON resource_metadata FOR UPDATE TO org_member, org_admin
    USING (org_id = platform.current_user_org_id()) WITH CHECK (org_id = platform.current_user_org_id());
CREATE POLICY tenant_inserts ON events FOR INSERT TO org_member, org_admin
    WITH CHECK (org_id = platform.current_user_org_id());
CREATE POLICY tenant_updates ON organizations FOR UPDATE TO org_admin
    USING (org_id = platform.current_user_org_id()) WITH CHECK (org_id = platform.current_user_org_id());
CREATE POLICY tenant_updates ON org_members FOR UPDATE TO org_admin
    USING (org_id = platform.current_user_org_id()) WITH CHECK (org_id = platform.current_user_org_id());

-- the keeper answers who is meant, before there is a tenant (06_citus_lookup.sql)
CREATE POLICY keeper_reads ON organizations FOR SELECT TO platform_keeper USING (true);
CREATE POLICY keeper_reads ON platform.people FOR SELECT TO platform_keeper USING (true);
CREATE POLICY keeper_reads ON org_members FOR SELECT TO platform_keeper USING (true);

-- What tenants' roles may do: nothing may be deleted or truncated, and of a row only some columns be changed ---------

GRANT SELECT ON users, organizations, org_members, sessions, resources, resource_metadata, billing_accounts, events,
    audit_logs TO org_viewer, org_member, org_admin;
GRANT SELECT (user_id, created_at, updated_at, deleted_at, status, public_id, email, name) ON platform.people
    TO org_viewer, org_member, org_admin;

-- of the whole row, where it is INSERT: the coordinator evaluates defaults, and sends every column to the worker
GRANT INSERT, UPDATE (name, type, description, metadata, deleted_at) ON resources TO org_member, org_admin;
GRANT INSERT, UPDATE (data) ON resource_metadata TO org_member, org_admin;
GRANT INSERT ON events TO org_member, org_admin;
GRANT USAGE ON SEQUENCE resources_resource_id_seq, resource_metadata_metadata_id_seq, events_event_id_seq
    TO org_member, org_admin;
GRANT UPDATE (name, description) ON organizations TO org_admin;
GRANT UPDATE (role) ON org_members TO org_admin;

-- the least with which information_schema.table_constraints shows a tenant its tables' constraints: no policy lets it in
GRANT INSERT (updated_at) ON organizations, org_members, sessions, resources, resource_metadata, billing_accounts,
    events, audit_logs TO org_viewer;
GRANT INSERT (updated_at) ON organizations, org_members, sessions, billing_accounts, audit_logs TO org_member;
GRANT INSERT (updated_at) ON sessions, billing_accounts, audit_logs TO org_admin;

-- Timestamps are kept on the shards. Citus asks to be told that such triggers are safe: this one touches its row alone.
SET LOCAL citus.enable_unsafe_triggers = on;

DO $triggers$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['platform.people', 'organizations', 'org_members', 'sessions', 'resources',
                                'resource_metadata', 'billing_accounts']
    LOOP
        EXECUTE format('CREATE TRIGGER keep_timestamps BEFORE UPDATE ON %s'
                       ' FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps()', name);
    END LOOP;
END
$triggers$;
