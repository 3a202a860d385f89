-- Who is meant: organizations by id or name, people by id or email, for a login that has no tenant yet.
--
-- They run as the keeper, answer names and roles only, and are there for the logins, not for tenants' roles.

SET LOCAL ROLE platform_owner;

GRANT SELECT (org_id, name, plan_tier, deleted_at) ON public.organizations TO platform_keeper;
GRANT SELECT (user_id, email, deleted_at) ON public.users TO platform_keeper;
GRANT SELECT (org_id, user_id, role) ON public.org_members TO platform_keeper;

-- The pairs of neighbouring letters in a text; two texts are as alike as they share pairs. `amce` finds `Acme`.
CREATE FUNCTION platform.letter_pairs(text) RETURNS TABLE (pair text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT DISTINCT substr(' ' || lower($1) || ' ', place, 2) FROM generate_series(1, length($1) + 1) AS place $$;

-- Best first: the id, the name, names that begin with the pattern, names that contain it; if there are none of these,
-- the ten names most like it. An empty pattern finds all. Deleted organizations come after living ones and say so.
CREATE FUNCTION platform.find_organizations(pattern text) RETURNS TABLE (org text, name text, detail text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    WITH wanted (text) AS (SELECT lower(btrim(coalesce(pattern, '')))),
    close AS (
        SELECT o.org_id,
               CASE WHEN o.org_id::text = w.text THEN 1
                    WHEN lower(o.name) = w.text THEN 2
                    WHEN starts_with(lower(o.name), w.text) THEN 3
                    ELSE 4
               END AS distance
        FROM public.organizations o, wanted w
        WHERE o.org_id::text = w.text OR strpos(lower(o.name), w.text) > 0
    ),
    part (org_id, text) AS (  -- a name as a whole, and word by word
        SELECT o.org_id, o.name FROM public.organizations o WHERE NOT EXISTS (SELECT FROM close)
        UNION
        SELECT o.org_id, word
        FROM public.organizations o, regexp_split_to_table(o.name, '\s+') AS word
        WHERE NOT EXISTS (SELECT FROM close)
    ),
    near AS (
        -- Dice: twice what they share, of all that they have
        SELECT p.org_id,
               2.0 * count(wp.pair) / (count(*) + (SELECT count(*) FROM wanted, platform.letter_pairs(text))) AS likeness
        FROM part p
        CROSS JOIN platform.letter_pairs(p.text) AS pp
        LEFT JOIN (SELECT pair FROM wanted, platform.letter_pairs(text)) AS wp ON wp.pair = pp.pair
        GROUP BY p.org_id, p.text
    ),
    found AS (
        SELECT org_id, distance FROM close
        UNION ALL
        (SELECT org_id, 6 - max(likeness) FROM near WHERE likeness >= 0.4 GROUP BY org_id ORDER BY 2, 1 LIMIT 10)
    )
    SELECT o.org_id::text,
           o.name::text,
           concat_ws(', ', o.plan_tier,
                     (SELECT count(*) FROM public.org_members m WHERE m.org_id = o.org_id) || ' members',
                     'deleted ' || (o.deleted_at AT TIME ZONE 'UTC')::date)
    FROM found f JOIN public.organizations o ON o.org_id = f.org_id
    ORDER BY f.distance, o.deleted_at IS NOT NULL, lower(o.name), o.org_id
$$;

-- A living person's membership of `org` (an id); where there is none, one row for each organization that she is in.
CREATE FUNCTION platform.find_person(org text, who text)
    RETURNS TABLE (user_id text, email text, role text, org text, org_name text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    WITH membership AS (
        SELECT u.user_id, u.email, m.role, o.org_id, o.name, o.org_id::text IS NOT DISTINCT FROM $1 AS asked_for
        FROM public.users u
        JOIN public.org_members m ON m.user_id = u.user_id
        JOIN public.organizations o ON o.org_id = m.org_id
        WHERE u.deleted_at IS NULL
          AND (lower(u.email) = lower(btrim($2))
               OR u.user_id = CASE WHEN btrim($2) ~ '^\d{1,18}$' THEN btrim($2)::bigint END)
    )
    SELECT m.user_id::text, m.email::text, 'org_' || m.role, m.org_id::text, m.name::text
    FROM membership m
    WHERE m.asked_for OR NOT EXISTS (SELECT FROM membership WHERE asked_for)
    ORDER BY lower(m.name), m.org_id
$$;

REVOKE ALL ON FUNCTION platform.find_organizations(text), platform.find_person(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.find_organizations(text), platform.find_person(text, text)
    TO engineer, analyst, support;

GRANT CREATE ON SCHEMA platform TO platform_keeper;  -- ALTER … OWNER asks for it, at this moment only
ALTER FUNCTION platform.find_organizations(text) OWNER TO platform_keeper;
ALTER FUNCTION platform.find_person(text, text) OWNER TO platform_keeper;
REVOKE CREATE ON SCHEMA platform FROM platform_keeper;
