-- How an admin adds and removes members of her organization: both the membership and the person's list of organizations.
--
-- Not by INSERT: a row of org_members makes a person visible in users, so whoever may insert any user_id may read
-- any person. Here she has to know the address already.

SET LOCAL citus.multi_shard_modify_mode = 'sequential';

GRANT INSERT, DELETE ON public.org_members TO platform_keeper;
GRANT SELECT (org_ids), UPDATE (org_ids) ON platform.people TO platform_keeper;

CREATE POLICY keeper_inserts ON public.org_members FOR INSERT TO platform_keeper
    WITH CHECK (org_id = platform.current_user_org_id());
CREATE POLICY keeper_deletes ON public.org_members FOR DELETE TO platform_keeper
    USING (org_id = platform.current_user_org_id());
CREATE POLICY keeper_updates ON platform.people FOR UPDATE TO platform_keeper USING (true) WITH CHECK (true);

CREATE FUNCTION platform.add_member(email text, role public.member_role DEFAULT 'member') RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    org    CONSTANT bigint := platform.current_user_org_id();
    person bigint;
BEGIN
    SELECT u.user_id INTO person FROM platform.people u
     WHERE lower(u.email) = lower(btrim(add_member.email)) AND u.deleted_at IS NULL;
    IF person IS NULL THEN
        RAISE EXCEPTION 'nobody has the email "%"', add_member.email USING ERRCODE = 'no_data_found';
    END IF;
    INSERT INTO public.org_members (org_id, user_id, role) VALUES (org, person, add_member.role);
    UPDATE platform.people AS u SET org_ids = array_append(array_remove(u.org_ids, org), org) WHERE u.user_id = person;
    RETURN person;
END
$$;

CREATE FUNCTION platform.remove_member(user_id bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    org CONSTANT bigint := platform.current_user_org_id();
BEGIN
    DELETE FROM public.org_members m WHERE m.org_id = org AND m.user_id = remove_member.user_id;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE platform.people AS u SET org_ids = array_remove(u.org_ids, org) WHERE u.user_id = remove_member.user_id;
    RETURN true;
END
$$;

COMMENT ON FUNCTION platform.add_member(text, public.member_role) IS
    'make a person a member of the current organization; returns her user_id';
COMMENT ON FUNCTION platform.remove_member(bigint) IS
    'end a membership of the current organization; returns whether there was one';

REVOKE ALL ON FUNCTION platform.add_member(text, public.member_role), platform.remove_member(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.add_member(text, public.member_role), platform.remove_member(bigint) TO org_admin;
ALTER FUNCTION platform.add_member(text, public.member_role) OWNER TO platform_keeper;
ALTER FUNCTION platform.remove_member(bigint) OWNER TO platform_keeper;
