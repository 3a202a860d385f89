-- Who is meant: organizations by id or name, people by id or email, for a login that has no tenant yet.
--
-- They run as the keeper, answer names and roles only, and are there for the logins, not for tenants' roles. Names are
-- few: they are fetched from all shards first, and what compares them runs on the coordinator. In PL/pgSQL, since Citus
-- plans no query with a parameter of an SQL function.

SET LOCAL citus.multi_shard_modify_mode = 'sequential';

GRANT SELECT (org_id, name, plan_tier, deleted_at) ON public.organizations TO platform_keeper;
GRANT SELECT (user_id, email, deleted_at) ON platform.people TO platform_keeper;
GRANT SELECT (org_id, user_id, role) ON public.org_members TO platform_keeper;

-- The pairs of neighbouring letters in a text; two texts are as alike as they share pairs. `amce` finds `Acme`.
CREATE FUNCTION platform.letter_pairs(text) RETURNS TABLE (pair text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT DISTINCT substr(' ' || lower($1) || ' ', place, 2) FROM generate_series(1, length($1) + 1) AS place $$;

-- Best first: the id, the name, names that begin with the pattern, names that contain it; if there are none of these,
-- the ten names most like it. An empty pattern finds all. Deleted organizations come after living ones and say so.
CREATE FUNCTION platform.find_organizations(pattern text) RETURNS TABLE (org text, name text, detail text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    wanted CONSTANT text := lower(btrim(coalesce(pattern, '')));
    ids    bigint[];
    names  text[];
    tiers  text[];
    gone   timestamptz[];
    homes  bigint[];
    counts bigint[];
BEGIN
    SELECT array_agg(o.org_id ORDER BY o.org_id), array_agg(o.name::text ORDER BY o.org_id),
           array_agg(o.plan_tier::text ORDER BY o.org_id), array_agg(o.deleted_at ORDER BY o.org_id)
    INTO ids, names, tiers, gone
    FROM public.organizations o;
    SELECT array_agg(m.org_id ORDER BY m.org_id), array_agg(m.members ORDER BY m.org_id)
    INTO homes, counts
    FROM (SELECT org_id, count(*) AS members FROM public.org_members GROUP BY org_id) AS m;
    RETURN QUERY
    WITH living (org_id, name, plan_tier, deleted_at) AS (SELECT * FROM unnest(ids, names, tiers, gone)),
    close AS (
        SELECT o.org_id,
               CASE WHEN o.org_id::text = wanted THEN 1
                    WHEN lower(o.name) = wanted THEN 2
                    WHEN starts_with(lower(o.name), wanted) THEN 3
                    ELSE 4
               END AS distance
        FROM living o
        WHERE o.org_id::text = wanted OR strpos(lower(o.name), wanted) > 0
    ),
    part (org_id, text) AS (  -- a name as a whole, and word by word
        SELECT o.org_id, o.name FROM living o WHERE NOT EXISTS (SELECT FROM close)
        UNION
        SELECT o.org_id, word
        FROM living o, regexp_split_to_table(o.name, '\s+') AS word
        WHERE NOT EXISTS (SELECT FROM close)
    ),
    near AS (
        -- Dice: twice what they share, of all that they have
        SELECT p.org_id,
               2.0 * count(wp.pair) / (count(*) + (SELECT count(*) FROM platform.letter_pairs(wanted))) AS likeness
        FROM part p
        CROSS JOIN platform.letter_pairs(p.text) AS pp
        LEFT JOIN (SELECT pair FROM platform.letter_pairs(wanted)) AS wp ON wp.pair = pp.pair
        GROUP BY p.org_id, p.text
    ),
    found AS (
        SELECT org_id, distance FROM close
        UNION ALL
        (SELECT org_id, 6 - max(likeness) FROM near WHERE likeness >= 0.4 GROUP BY org_id ORDER BY 2, 1 LIMIT 10)
    )
    SELECT o.org_id::text,
           o.name,
           concat_ws(', ', o.plan_tier,
                     coalesce(m.members, 0) || ' members',
                     'deleted ' || (o.deleted_at AT TIME ZONE 'UTC')::date)
    FROM found f
    JOIN living o ON o.org_id = f.org_id
    LEFT JOIN unnest(homes, counts) AS m (org_id, members) ON m.org_id = f.org_id
    ORDER BY f.distance, o.deleted_at IS NOT NULL, lower(o.name), o.org_id;
END
$$;

-- A living person's membership of the wanted organization (an id); where there is none, one row for each organization that she is in.
CREATE FUNCTION platform.find_person(wanted text, who text)
    RETURNS TABLE (user_id text, email text, role text, org text, org_name text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    people bigint[];
    emails text[];
    roles  text[];
    homes  bigint[];
    names  text[];
BEGIN
    SELECT array_agg(u.user_id ORDER BY u.user_id, o.org_id), array_agg(u.email::text ORDER BY u.user_id, o.org_id),
           array_agg(m.role::text ORDER BY u.user_id, o.org_id), array_agg(o.org_id ORDER BY u.user_id, o.org_id),
           array_agg(o.name::text ORDER BY u.user_id, o.org_id)
    INTO people, emails, roles, homes, names
    FROM platform.people u
    JOIN public.org_members m ON m.user_id = u.user_id
    JOIN public.organizations o ON o.org_id = m.org_id
    WHERE u.deleted_at IS NULL
      AND (lower(u.email) = lower(btrim(who))
           OR u.user_id = CASE WHEN btrim(who) ~ '^\d{1,18}$' THEN btrim(who)::bigint END);
    RETURN QUERY
    WITH membership (person, email, role, org_id, name) AS (SELECT * FROM unnest(people, emails, roles, homes, names))
    SELECT m.person::text, m.email, 'org_' || m.role, m.org_id::text, m.name
    FROM membership m
    WHERE m.org_id::text = wanted OR NOT EXISTS (SELECT FROM membership WHERE org_id::text = wanted)
    ORDER BY lower(m.name), m.org_id;
END
$$;

REVOKE ALL ON FUNCTION platform.find_organizations(text), platform.find_person(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.find_organizations(text), platform.find_person(text, text)
    TO engineer, analyst, support;
ALTER FUNCTION platform.find_organizations(text) OWNER TO platform_keeper;
ALTER FUNCTION platform.find_person(text, text) OWNER TO platform_keeper;
