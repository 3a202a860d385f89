-- Who is meant: organizations by id or name, people by id or email, for a login that has no tenant yet.
--
-- They run as the keeper, answer names and roles only, and are there for the logins, not for tenants' roles.

SET LOCAL ROLE platform_owner;

GRANT SELECT (org_id, name, plan_tier, deleted_at) ON public.organizations TO platform_keeper;
GRANT SELECT (user_id, email, deleted_at) ON public.users TO platform_keeper;
GRANT SELECT (org_id, user_id, role) ON public.org_members TO platform_keeper;

-- How alike two texts are, 0 to 1: the pairs of neighbouring characters that they share (Dice). `amce` finds `Acme`.
CREATE FUNCTION platform.likeness(one text, other text) RETURNS double precision
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    AS $$
    WITH pair (side, letters) AS (
        SELECT DISTINCT side, substr(padded, place, 2)
        FROM (VALUES (1, ' ' || lower(one) || ' '), (2, ' ' || lower(other) || ' ')) AS v (side, padded),
             generate_series(1, length(padded) - 1) AS place
    )
    SELECT 2.0 * (SELECT count(*) FROM pair a JOIN pair b ON a.side = 1 AND b.side = 2 AND a.letters = b.letters)
           / (SELECT count(*) FROM pair)
$$;

-- Best first: the id, the name, names that begin with the pattern, names that contain it; if there are none of these,
-- names like it. An empty pattern finds all. Deleted organizations come after living ones and say so.
CREATE FUNCTION platform.find_organizations(pattern text) RETURNS TABLE (org text, name text, detail text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    WITH wanted (text) AS (SELECT lower(btrim(coalesce(pattern, '')))),
    ranked AS (
        SELECT o.org_id, o.name, o.plan_tier, o.deleted_at,
               CASE WHEN o.org_id::text = w.text THEN 1
                    WHEN lower(o.name) = w.text THEN 2
                    WHEN starts_with(lower(o.name), w.text) THEN 3
                    WHEN strpos(lower(o.name), w.text) > 0 THEN 4
               END AS closeness
        FROM public.organizations o, wanted w
    ),
    found AS (
        SELECT r.*, 1.0::double precision AS likeness FROM ranked r WHERE r.closeness IS NOT NULL
        UNION ALL
        SELECT r.*, near.likeness
        FROM ranked r, wanted w,
             LATERAL (SELECT max(platform.likeness(w.text, part)) AS likeness
                      FROM regexp_split_to_table(r.name, '\s+') AS word (part)) AS by_word,
             LATERAL (SELECT greatest(platform.likeness(w.text, r.name), by_word.likeness * 0.9) AS likeness) AS near
        WHERE near.likeness >= 0.4 AND NOT EXISTS (SELECT FROM ranked WHERE closeness IS NOT NULL)
    )
    SELECT f.org_id::text,
           f.name::text,
           concat_ws(', ', f.plan_tier,
                     (SELECT count(*) FROM public.org_members m WHERE m.org_id = f.org_id) || ' members',
                     'deleted ' || (f.deleted_at AT TIME ZONE 'UTC')::date)
    FROM found f
    ORDER BY f.closeness, f.likeness DESC, f.deleted_at IS NOT NULL, lower(f.name), f.org_id
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
