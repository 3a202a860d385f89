-- Documents of 200 organizations, of which 42 has one in eighteen: 13 keys at the top, 360 letters on average, the same
-- ones each time. Prices are strings in some of them, few have sso, and one key has a dot in its name.
-- psql -v rows=1000000 -f benchmarks/documents.sql
SELECT setseed(0.42);

CREATE TABLE documents (
    id bigint NOT NULL, org_id bigint NOT NULL, resource_id bigint NOT NULL, data jsonb, created_at timestamptz NOT NULL,
    deleted_at timestamptz
);

INSERT INTO documents
SELECT
    i,
    -- 7919 is prime to the number of rows, so that the organization's are anywhere
    CASE WHEN i * 7919 % :rows < :rows * 0.054747 THEN 42 ELSE 1 + i * 31 % 199 + (i * 31 % 199 >= 41)::int END,
    i,
    jsonb_build_object(
        'tier', CASE WHEN r.a < 0.6 THEN 'free' WHEN r.a < 0.9 THEN 'pro' ELSE 'premium' END,
        'region', ('{eu,us,ap,sa}'::text[])[1 + (r.b * 4)::int % 4],
        'name', 'Resource ' || md5(i::text),
        'external_ref', 'ref-' || i,
        'archived', r.c < 0.1,
        'created_at', to_char('2024-01-01'::timestamp + i * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'owner', jsonb_build_object(
            'id', (r.d * 20000)::int, 'email', 'user' || (r.d * 20000)::int || '@acme.com',
            'address', jsonb_build_object('city', ('{Berlin,Paris,Oslo,Rome,Wien}'::text[])[1 + (r.b * 5)::int % 5])
        ),
        'tags', to_jsonb((ARRAY['beta', 'vip', 'eu', 'new', 'trial', 'late', 'audit', 'hot', 'cold', 'legacy'])
            [1 + (r.a * 10)::int % 8 : 1 + (r.a * 10)::int % 8 + (r.d * 3)::int % 3]),
        'items', CASE WHEN r.c < 0.5
            THEN jsonb_build_array(jsonb_build_object('sku', 'sku-' || (r.b * 400)::int, 'qty', (r.d * 9)::int))
            ELSE jsonb_build_array(jsonb_build_object('sku', 'sku-' || (r.b * 400)::int, 'qty', (r.d * 9)::int),
                jsonb_build_object('sku', 'sku-' || (r.a * 400)::int, 'qty', (r.b * 9)::int)) END
    )
    || CASE WHEN r.e < 0.98 THEN jsonb_build_object('seats', (r.e * 101)::int % 100) ELSE '{}' END
    || CASE WHEN r.e < 0.50 THEN jsonb_build_object('price', round((r.f * 50)::numeric, 2))
        WHEN r.e < 0.52 THEN jsonb_build_object('price', round((r.f * 50)::numeric, 2)::text) ELSE '{}' END
    || CASE WHEN r.f < 0.02
        THEN jsonb_build_object('sso', jsonb_build_object('provider', 'okta', 'enforced', r.a < 0.5)) ELSE '{}' END
    || CASE WHEN r.f > 0.90 THEN '{"feature.flag": "on"}'::jsonb ELSE '{}' END,
    '2024-01-01Z'::timestamptz + i * interval '1 minute',
    CASE WHEN r.d < 0.03 THEN '2026-01-01Z'::timestamptz END
FROM generate_series(1::bigint, :rows) AS i
CROSS JOIN LATERAL (
    SELECT random() AS a, random() AS b, random() AS c, random() AS d, random() AS e, random() AS f WHERE i IS NOT NULL
) AS r;

ALTER TABLE documents ADD CONSTRAINT documents_pkey PRIMARY KEY (id);
CREATE INDEX documents_org ON documents (org_id);

CREATE TABLE organizations (org_id bigint PRIMARY KEY, name text NOT NULL);
INSERT INTO organizations SELECT n, 'Organization ' || n FROM generate_series(1, 200) AS n;

DO $roles$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'docs_org') THEN
        CREATE ROLE docs_org NOLOGIN;
        CREATE ROLE docs_engineer LOGIN NOINHERIT;
        GRANT docs_org TO docs_engineer;
    END IF;
END
$roles$;
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
CREATE POLICY ours ON documents TO docs_org
    USING (org_id = (SELECT nullif(current_setting('app.current_org_id', true), '')::bigint));
CREATE POLICY ours ON organizations TO docs_org
    USING (org_id = (SELECT nullif(current_setting('app.current_org_id', true), '')::bigint));
GRANT SELECT ON documents, organizations TO docs_org;
