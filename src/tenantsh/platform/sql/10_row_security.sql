-- A user sees only rows WHERE org_id = current_user_org_id: row security, enabled and forced, on every table.
--
-- Policies name the roles they are for, so for everybody else, the owner included, the answer is no row. Soft-deleted
-- rows stay visible to their organization: they can be recovered, and hiding them is a query's choice.

SET LOCAL ROLE platform_owner;
SET LOCAL search_path TO public;

ALTER TABLE users             ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE organizations     ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE org_members       ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE sessions          ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE resources         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE resource_metadata ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE billing_accounts  ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE events            ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_logs        ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- Reading -------------------------------------------------------------------------------------------------------

CREATE POLICY tenant_reads ON organizations FOR SELECT TO org_viewer, org_member, org_admin
    USING (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY tenant_reads ON org_members FOR SELECT TO org_viewer, org_member, org_admin
    USING (org_id = (SELECT platform.current_user_org_id()));
-- people have no org_id: those who are members. An array, so that a plan can go to users by key instead of testing
-- every row; org_members' own policy asks nothing of users, so there is no recursion
CREATE POLICY tenant_reads ON users FOR SELECT TO org_viewer, org_member, org_admin
    USING (user_id = ANY (ARRAY(SELECT m.user_id FROM org_members m
                                WHERE m.org_id = (SELECT platform.current_user_org_id()))));
CREATE POLICY tenant_reads ON sessions FOR SELECT TO org_viewer, org_member, org_admin
    USING (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY tenant_reads ON resources FOR SELECT TO org_viewer, org_member, org_admin
    USING (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY tenant_reads ON resource_metadata FOR SELECT TO org_viewer, org_member, org_admin
    USING (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY tenant_reads ON billing_accounts FOR SELECT TO org_viewer, org_member, org_admin
    USING (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY tenant_reads ON events FOR SELECT TO org_viewer, org_member, org_admin
    USING (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY tenant_reads ON audit_logs FOR SELECT TO org_viewer, org_member, org_admin
    USING (org_id = (SELECT platform.current_user_org_id()));

-- Writing: members their resources and themselves, admins their organization too ----------------------------------

CREATE POLICY tenant_inserts ON resources FOR INSERT TO org_member, org_admin
    WITH CHECK (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY tenant_updates ON resources FOR UPDATE TO org_member, org_admin
    USING (org_id = (SELECT platform.current_user_org_id()))
    WITH CHECK (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY tenant_inserts ON resource_metadata FOR INSERT TO org_member, org_admin
    WITH CHECK (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY tenant_updates ON resource_metadata FOR UPDATE TO org_member, org_admin
    USING (org_id = (SELECT platform.current_user_org_id()))
    WITH CHECK (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY tenant_inserts ON events FOR INSERT TO org_member, org_admin
    WITH CHECK (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY tenant_updates_herself ON users FOR UPDATE TO org_member, org_admin
    USING (user_id = (SELECT platform.current_user_id()))
    WITH CHECK (user_id = (SELECT platform.current_user_id()));
CREATE POLICY tenant_updates ON organizations FOR UPDATE TO org_admin
    USING (org_id = (SELECT platform.current_user_org_id()))
    WITH CHECK (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY tenant_updates ON org_members FOR UPDATE TO org_admin
    USING (org_id = (SELECT platform.current_user_org_id()))
    WITH CHECK (org_id = (SELECT platform.current_user_org_id()));

-- The keeper: what 09_keeper.sql, 13_lookup.sql and 14_members.sql need -------------------------------------------

CREATE POLICY keeper_reads ON organizations FOR SELECT TO platform_keeper USING (true);
CREATE POLICY keeper_reads ON users FOR SELECT TO platform_keeper USING (true);
CREATE POLICY keeper_reads ON org_members FOR SELECT TO platform_keeper USING (true);
CREATE POLICY keeper_inserts ON org_members FOR INSERT TO platform_keeper
    WITH CHECK (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY keeper_deletes ON org_members FOR DELETE TO platform_keeper
    USING (org_id = (SELECT platform.current_user_org_id()));
CREATE POLICY keeper_reads ON sessions FOR SELECT TO platform_keeper USING (expires_at <= clock_timestamp());
CREATE POLICY keeper_deletes ON sessions FOR DELETE TO platform_keeper USING (expires_at <= clock_timestamp());
CREATE POLICY keeper_reads ON resources FOR SELECT TO platform_keeper USING (true);
CREATE POLICY keeper_updates ON resources FOR UPDATE TO platform_keeper USING (true) WITH CHECK (true);
CREATE POLICY keeper_reads ON resource_metadata FOR SELECT TO platform_keeper USING (true);
CREATE POLICY keeper_inserts ON audit_logs FOR INSERT TO platform_keeper WITH CHECK (true);
