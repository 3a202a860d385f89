-- The fixed sets. A set that grows with the product (resources.type, events.type) is text instead:
-- text `=` is leakproof, so its indexes work under row security; enum `=` is not.

SET LOCAL ROLE platform_owner;
SET LOCAL search_path TO public;

CREATE TYPE user_status    AS ENUM ('invited', 'active', 'suspended');
CREATE TYPE plan_tier      AS ENUM ('free', 'starter', 'business', 'enterprise');
CREATE TYPE member_role    AS ENUM ('viewer', 'member', 'admin');
CREATE TYPE billing_status AS ENUM ('active', 'past_due', 'closed');
CREATE TYPE audit_action   AS ENUM ('insert', 'update', 'soft_delete', 'recover', 'delete');
