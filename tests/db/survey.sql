-- Documents of every kind of relation, after keys.sql: whose rows are read, and that the tenant's is all.
CREATE TABLE grown (id bigserial PRIMARY KEY, org_id bigint NOT NULL, created_at timestamptz NOT NULL, data jsonb);
INSERT INTO grown (org_id, created_at, data)
    SELECT 42 + n % 2, '2026-01-01Z'::timestamptz + n * interval '1 hour',
        jsonb_build_object('n', n, 'seats', CASE WHEN n <= 8000 THEN to_jsonb(n::text) ELSE to_jsonb(n) END)
            || CASE WHEN n > 15000 AND n % 2 = 0 THEN '{"channel": "web"}' ELSE '{}' END::jsonb
            || CASE WHEN n % 2 = 1 THEN '{"labs_only": "theirs"}' ELSE '{}' END::jsonb
    FROM generate_series(1, 20000) AS n;
CREATE INDEX ON grown (org_id);

CREATE TABLE odd (org_id bigint NOT NULL, data jsonb, "Other docs" json, label text);
INSERT INTO odd VALUES
    (42, '{"a.b": {"it''s": "x"}, "in": 1, "": 2, "\u007f": 3, "two words": ["a b", null, 3]}', '{"a": "\u0000"}', 'x'),
    (42, NULL, NULL, 'y'), (42, '[{"hidden": 1}]', '[1]', 'z'), (42, '"text"', '{"a": 1}', 'z'), (42, 'null', 'null', 'z');
CREATE TABLE "Strange ""name"" %s" (org_id bigint NOT NULL, "data; --" jsonb);
INSERT INTO "Strange ""name"" %s" VALUES (42, '{"a": 1}');
CREATE TABLE shared (data jsonb);
INSERT INTO shared SELECT jsonb_build_object('plan', n) FROM generate_series(1, 10) AS n;
CREATE TABLE lonely (org_id bigint NOT NULL, data jsonb);
INSERT INTO lonely SELECT 42, NULL FROM generate_series(1, 5);

DO $row_security$
DECLARE relation text;
BEGIN
    FOREACH relation IN ARRAY ARRAY['grown', 'odd', 'Strange "name" %s', 'lonely'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', relation);
        EXECUTE format('CREATE POLICY ours ON %I USING (org_id = (SELECT current_org()))', relation);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO small_viewer, small_member', relation);
    END LOOP;
END
$row_security$;
GRANT SELECT ON shared TO small_viewer, small_member;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO small_member;
ANALYZE grown;

-- short as it is stored, and long as text
CREATE TABLE wordy (org_id bigint NOT NULL, data jsonb);
INSERT INTO wordy SELECT 42, jsonb_build_object('n', n, 'body', repeat('abcdefgh ', 60000)) FROM generate_series(1, 40) AS n;
INSERT INTO wordy SELECT 42, '{"short": 1}' FROM generate_series(1, 60);
GRANT SELECT ON wordy TO small_viewer;
