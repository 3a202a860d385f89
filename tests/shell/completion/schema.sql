-- A shop of several organizations under row-level security: what completion is tried on.
DO $roles$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'shop_owner') THEN
        CREATE ROLE shop_owner NOLOGIN;
        CREATE ROLE shop_viewer NOLOGIN;
        CREATE ROLE shop_member NOLOGIN;
        CREATE ROLE shop_eng LOGIN NOINHERIT;
        GRANT shop_viewer, shop_member TO shop_eng;
    END IF;
END
$roles$;

CREATE SCHEMA billing;
CREATE SCHEMA hidden AUTHORIZATION shop_owner;
CREATE TYPE order_status AS ENUM ('pending', 'active', 'cancelled', 'refunded');
CREATE TYPE plan_tier AS ENUM ('free', 'standard', 'premium');
CREATE TYPE address AS (street text, city text, postcode text);
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');

CREATE TABLE orgs (
    org_id bigint PRIMARY KEY,
    name text NOT NULL,
    plan plan_tier NOT NULL DEFAULT 'free',
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE users (
    user_id bigserial PRIMARY KEY,
    org_id bigint NOT NULL REFERENCES orgs,
    email email NOT NULL,
    full_name text,
    is_active boolean NOT NULL DEFAULT true,
    home address,
    type text,
    profile jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_email_key UNIQUE (org_id, email)
);
COMMENT ON TABLE users IS 'People who may log in';
COMMENT ON COLUMN users.email IS 'Where password links go';
CREATE TABLE memberships (
    org_id bigint NOT NULL REFERENCES orgs,
    user_id bigint NOT NULL REFERENCES users,
    role text NOT NULL DEFAULT 'member',
    PRIMARY KEY (org_id, user_id)
);
CREATE TABLE products (
    product_id bigserial PRIMARY KEY,
    org_id bigint NOT NULL REFERENCES orgs,
    sku text NOT NULL,
    title text,
    price numeric(10, 2),
    tags text[],
    attributes jsonb
);
CREATE TABLE orders (
    order_id bigserial PRIMARY KEY,
    org_id bigint NOT NULL REFERENCES orgs,
    user_id bigint NOT NULL REFERENCES users,
    status order_status NOT NULL DEFAULT 'pending',
    total numeric(12, 2) NOT NULL DEFAULT 0,
    total_with_tax numeric(12, 2) GENERATED ALWAYS AS (total * 1.2) STORED,
    data jsonb NOT NULL DEFAULT '{}',
    placed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT orders_total_check CHECK (total >= 0)
);
CREATE INDEX orders_org_placed_idx ON orders (org_id, placed_at);
CREATE INDEX orders_data_idx ON orders USING gin (data);
CREATE TABLE "Order Items" (
    item_id bigserial PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
    product_id bigint NOT NULL REFERENCES products,
    org_id bigint NOT NULL REFERENCES orgs,
    "Unit Price" numeric(10, 2),
    quantity int NOT NULL DEFAULT 1,
    "group" text
);
CREATE TABLE events (
    event_id bigint GENERATED ALWAYS AS IDENTITY,
    org_id bigint NOT NULL REFERENCES orgs,
    user_id bigint,
    kind text NOT NULL,
    payload jsonb,
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, occurred_at)
) PARTITION BY RANGE (occurred_at);
CREATE TABLE events_2026_09 PARTITION OF events FOR VALUES FROM ('2026-09-01Z') TO ('2026-10-01Z');
CREATE TABLE events_2026_10 PARTITION OF events FOR VALUES FROM ('2026-10-01Z') TO ('2026-11-01Z');
CREATE TABLE events_2026_11 PARTITION OF events FOR VALUES FROM ('2026-11-01Z') TO ('2026-12-01Z');
CREATE TABLE events_default PARTITION OF events DEFAULT;
CREATE TABLE regions (code text PRIMARY KEY, title text);  -- no row security: the same for everybody
CREATE TABLE salaries (user_id bigint PRIMARY KEY REFERENCES users, amount numeric, secret_note text);  -- not for tenants
CREATE TABLE hidden.keys (key_id bigint PRIMARY KEY, private_key text);
CREATE TABLE billing.invoices (
    invoice_id bigserial PRIMARY KEY,
    org_id bigint NOT NULL REFERENCES public.orgs,
    order_id bigint REFERENCES public.orders,
    amount numeric(12, 2),
    due_on date,
    paid boolean
);
CREATE VIEW active_users AS SELECT user_id, org_id, email, full_name FROM users WHERE is_active;
CREATE MATERIALIZED VIEW order_totals AS SELECT org_id, sum(total) AS grand_total FROM orders GROUP BY org_id;
CREATE SEQUENCE ticket_seq;

CREATE FUNCTION current_org() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('app.current_org_id', true), '')::bigint $$;
CREATE FUNCTION order_total(order_id bigint, with_tax boolean DEFAULT false) RETURNS numeric LANGUAGE sql STABLE
    AS $$ SELECT total FROM orders o WHERE o.order_id = $1 $$;
CREATE FUNCTION recent_orders(days int DEFAULT 7) RETURNS TABLE (order_id bigint, placed_on date, amount numeric)
    LANGUAGE sql STABLE AS $$ SELECT order_id, placed_at::date, total FROM orders $$;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE PROCEDURE close_month(month date) LANGUAGE sql AS $$ SELECT 1 $$;
CREATE TRIGGER orders_touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION find_orgs(pattern text) RETURNS TABLE (org text, name text, detail text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT o.org_id::text, o.name, NULL FROM orgs o WHERE strpos(lower(o.name), lower(pattern)) > 0 ORDER BY 1 $$;

DO $row_security$
DECLARE relation regclass;
BEGIN
    FOREACH relation IN ARRAY ARRAY['orgs', 'users', 'memberships', 'products', 'orders', '"Order Items"', 'events',
        'events_2026_09', 'events_2026_10', 'events_2026_11', 'events_default', 'billing.invoices']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
        EXECUTE format('CREATE POLICY tenant_isolation ON %s USING (org_id = (SELECT current_org()))', relation);
    END LOOP;
END
$row_security$;
CREATE POLICY own_orders ON orders FOR UPDATE TO shop_member USING (user_id = 1);

INSERT INTO orgs (org_id, name, plan, settings) VALUES
    (42, 'Acme', 'premium', '{"theme": "dark", "limits": {"seats": 50, "storage_gb": 100}}'),
    (43, 'Acme Labs', 'free', '{"theirs_only": true}'), (44, 'Delta', 'standard', '{}');
INSERT INTO users (org_id, email, full_name, profile)
    SELECT 42, 'user' || n || '@acme.com', 'User ' || n,
        jsonb_build_object('locale', CASE WHEN n % 2 = 0 THEN 'en' ELSE 'de' END, 'notifications', true)
    FROM generate_series(1, 20) AS n;
INSERT INTO users (org_id, email, profile) VALUES (43, 'eve@labs.com', '{"theirs_secret": "x"}');
INSERT INTO products (org_id, sku, title, price, attributes)
    SELECT 42, 'SKU-' || n, 'Product ' || n, n, '{"color": "red", "size": "XL"}' FROM generate_series(1, 5) AS n;
INSERT INTO orders (org_id, user_id, status, total, data)
    SELECT 42, 1 + n % 20, (enum_range(NULL::order_status))[1 + n % 4], n,
        jsonb_build_object(
            'tier', (ARRAY['free', 'standard', 'premium'])[1 + n % 3], 'seats', n % 7, 'archived', n % 5 = 0,
            'owner', jsonb_build_object('email', 'owner' || n || '@acme.com', 'team', 'blue'),
            'tags', jsonb_build_array('beta', 'eu'),
            'items', jsonb_build_array(jsonb_build_object('sku', 'a' || n, 'qty', n % 3)),
            'ship to', 'Berlin')
    FROM generate_series(1, 200) AS n;
INSERT INTO orders (org_id, user_id, data) VALUES (43, 21, '{"labs_only": 1, "tier": "labs tier"}');
INSERT INTO events (org_id, user_id, kind, payload, occurred_at)
    SELECT 42, 1, 'login', '{"ip": "10.0.0.1", "device": {"os": "linux", "browser": "firefox"}}',
        '2026-09-05Z'::timestamptz + n * interval '1 day' FROM generate_series(1, 60) AS n;
REFRESH MATERIALIZED VIEW order_totals;

GRANT USAGE ON SCHEMA public, billing TO shop_viewer, shop_member;
GRANT SELECT ON orgs, users, memberships, products, orders, "Order Items", events, events_2026_10, events_2026_11,
    events_default, regions, active_users, order_totals, billing.invoices TO shop_viewer, shop_member;
GRANT INSERT, UPDATE, DELETE ON users, memberships, products, orders, "Order Items", events, billing.invoices
    TO shop_member;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public, billing TO shop_member;
REVOKE ALL ON FUNCTION touch() FROM public;
