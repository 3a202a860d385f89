-- Triggers that a person made or somebody disabled; `inherited_from` is the table that passed one down.
SELECT t.tgrelid AS relation,
       t.tgname AS name,
       t.tgenabled::pg_catalog.text AS enabled,
       t.tgisinternal AS internal,
       pg_catalog.pg_get_triggerdef(t.oid, true) AS definition,
       CASE WHEN t.tgparentid <> '0'
            THEN (SELECT u.tgrelid::pg_catalog.regclass::pg_catalog.text
                    FROM pg_catalog.pg_partition_ancestors(t.tgrelid) WITH ORDINALITY AS a (relid, depth)
                         JOIN pg_catalog.pg_trigger AS u ON u.tgrelid = a.relid::pg_catalog.oid
                   WHERE u.tgname = t.tgname AND u.tgparentid = '0'
                   ORDER BY a.depth
                   LIMIT 1) END AS inherited_from
  FROM pg_catalog.pg_trigger AS t
 WHERE t.tgrelid = ANY (:relations::pg_catalog.oid[])
   AND (NOT t.tgisinternal OR t.tgenabled = 'D'
        -- before 15 an inherited trigger counts as internal; what gives it away is that it depends on a trigger
        OR EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS d -- @-14
                    WHERE d.objid = t.oid -- @-14
                      AND d.refclassid = 'pg_catalog.pg_trigger'::pg_catalog.regclass::pg_catalog.oid) -- @-14
       )
 ORDER BY t.tgname
