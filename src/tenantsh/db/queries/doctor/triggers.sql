-- Triggers that are on, but for those of constraints: which function they call, for what.
SELECT t.tgrelid::pg_catalog.int8 AS relation,
       t.tgname::pg_catalog.text AS name,
       t.tgfoid::pg_catalog.int8 AS function,
       ARRAY(SELECT w.word
               FROM (VALUES ('INSERT', '4'::pg_catalog.int2), ('DELETE', '8'), ('UPDATE', '16'), ('TRUNCATE', '32'))
                    AS w (word, bit)
              WHERE (t.tgtype OPERATOR(pg_catalog.&) w.bit) <> '0'
              ORDER BY w.bit) AS commands,
       ARRAY(SELECT n.name::pg_catalog.text
               FROM (VALUES (t.tgoldtable), (t.tgnewtable)) AS n (name) WHERE n.name IS NOT NULL) AS rows
  FROM pg_catalog.pg_trigger AS t
 WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'
 ORDER BY t.tgrelid, t.tgname
