-- JSON of three organizations: keys that only one of them has, domains, partitions, large and odd documents.
CREATE DOMAIN settings AS jsonb CHECK (jsonb_typeof(VALUE) = 'object');
CREATE DOMAIN our_settings AS settings;
CREATE TABLE orders (
    id bigserial PRIMARY KEY,
    org_id bigint NOT NULL,
    data jsonb,
    raw json,
    chosen our_settings,
    secret jsonb,
    letters jsonb
);
INSERT INTO orders (org_id, data, raw, chosen, secret)
    SELECT 42,
        jsonb_build_object(
            'tier', (ARRAY['free', 'pro', 'premium'])[1 + n % 3], 'seats', n % 7, 'archived', n % 5 = 0, 'price', 1.50,
            'owner', jsonb_build_object('email', 'u' || n || '@acme.com', 'address', '{"city": "Berlin"}'::jsonb),
            'tags', '["beta", "eu"]'::jsonb,
            'items', jsonb_build_array(jsonb_build_object('sku', 's' || n), '{"qty": 1}'::jsonb))
            || CASE WHEN n % 10 = 0 THEN '{"rare": null}' ELSE '{}' END::jsonb,
        '{"raw key": 1, "raw key": "twice"}', '{"theme": "dark"}', '{"hidden": 1}'
    FROM generate_series(1, 100) AS n;
INSERT INTO orders (org_id, data) SELECT 43, '{"labs_only": "their value", "tier": "labs tier"}' FROM generate_series(1, 900);

CREATE TABLE events (org_id bigint NOT NULL, at timestamptz NOT NULL, payload jsonb) PARTITION BY RANGE (at);
DO $parts$ BEGIN
    FOR n IN 1..30 LOOP
        EXECUTE format('CREATE TABLE events_%s PARTITION OF events FOR VALUES FROM (%L) TO (%L)', n,
            '2020-01-01Z'::timestamptz + n * interval '1 month', '2020-01-01Z'::timestamptz + (n + 1) * interval '1 month');
    END LOOP;
END $parts$;
INSERT INTO events SELECT 42, '2020-01-02Z'::timestamptz + n * interval '1 month',
    jsonb_build_object('month_' || n, 1) FROM generate_series(1, 30) AS n, generate_series(1, 40);
INSERT INTO events SELECT 43, '2020-01-02Z'::timestamptz + interval '30 months', '{"labs_only": 1}'
    FROM generate_series(1, 500);

CREATE TABLE large (id bigserial PRIMARY KEY, org_id bigint NOT NULL, data jsonb);
INSERT INTO large (org_id, data) SELECT 42, jsonb_build_object('kind', 'mail', 'body',
    (SELECT string_agg(md5(n || ' ' || m), '') FROM generate_series(1, 5000) AS m)) FROM generate_series(1, 5) AS n;
CREATE TABLE slow (org_id bigint NOT NULL, data jsonb);
INSERT INTO slow VALUES (42, '{"never": 1}');
CREATE TABLE failing (org_id bigint NOT NULL, data jsonb);
INSERT INTO failing VALUES (42, '{"never": 1}');
CREATE TABLE nothing (org_id bigint NOT NULL, data jsonb);
CREATE TABLE digits (org_id bigint NOT NULL, data jsonb);
INSERT INTO digits VALUES (42, jsonb_build_object('n', (repeat('9', 6000))::numeric, 'pi', 3.1400)), (42, '[1, "x"]'), (42, '"text"');
CREATE TABLE open_orders AS SELECT org_id, data FROM orders;
CREATE MATERIALIZED VIEW collected AS SELECT org_id, data FROM orders;
CREATE VIEW seen AS SELECT org_id, data AS doc FROM orders;
CREATE FUNCTION sleepy() RETURNS boolean LANGUAGE sql AS $$ SELECT pg_sleep(20) IS NOT NULL $$;
CREATE FUNCTION divided() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RETURN 1 / 0 = 1; END $$;

DO $row_security$
DECLARE relation text;
BEGIN
    FOREACH relation IN ARRAY ARRAY['orders', 'events', 'large', 'nothing', 'digits'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', relation);
        EXECUTE format('CREATE POLICY ours ON %I USING (org_id = (SELECT current_org()))', relation);
        EXECUTE format('GRANT SELECT ON %I TO small_viewer, small_member', relation);
    END LOOP;
END
$row_security$;
ALTER TABLE slow ENABLE ROW LEVEL SECURITY;
CREATE POLICY ours ON slow USING (sleepy());
ALTER TABLE failing ENABLE ROW LEVEL SECURITY;
CREATE POLICY ours ON failing USING (divided());
GRANT SELECT ON slow, failing, seen, open_orders, collected TO small_viewer, small_member;
REVOKE SELECT ON orders FROM small_viewer;
GRANT SELECT (id, org_id, data, raw, chosen, letters) ON orders TO small_viewer;
