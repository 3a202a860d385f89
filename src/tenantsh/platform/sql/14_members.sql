-- How an admin adds and removes members of her organization.
--
-- Not by INSERT: a row of org_members makes a person visible in users, so whoever may insert any user_id may read
-- any person. Here she has to know the address already.

SET LOCAL ROLE platform_owner;

GRANT INSERT (org_id, user_id, role), DELETE ON public.org_members TO platform_keeper;

CREATE FUNCTION platform.add_member(email text, role public.member_role DEFAULT 'member') RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    person bigint;
BEGIN
    SELECT u.user_id INTO person FROM public.users u
     WHERE lower(u.email) = lower(btrim(add_member.email)) AND u.deleted_at IS NULL;
    IF person IS NULL THEN
        RAISE EXCEPTION 'nobody has the email "%"', add_member.email USING ERRCODE = 'no_data_found';
    END IF;
    INSERT INTO public.org_members (org_id, user_id, role)
    VALUES (platform.current_user_org_id(), person, add_member.role);
    RETURN person;
END
$$;

CREATE FUNCTION platform.remove_member(user_id bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    DELETE FROM public.org_members m
     WHERE m.org_id = platform.current_user_org_id() AND m.user_id = remove_member.user_id;
    RETURN FOUND;
END
$$;

COMMENT ON FUNCTION platform.add_member(text, public.member_role) IS
    'make a person a member of the current organization; returns her user_id';
COMMENT ON FUNCTION platform.remove_member(bigint) IS
    'end a membership of the current organization; returns whether there was one';

REVOKE ALL ON FUNCTION platform.add_member(text, public.member_role), platform.remove_member(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.add_member(text, public.member_role), platform.remove_member(bigint) TO org_admin;

GRANT CREATE ON SCHEMA platform TO platform_keeper;  -- ALTER … OWNER asks for it, at this moment only
ALTER FUNCTION platform.add_member(text, public.member_role) OWNER TO platform_keeper;
ALTER FUNCTION platform.remove_member(bigint) OWNER TO platform_keeper;
REVOKE CREATE ON SCHEMA platform FROM platform_keeper;
