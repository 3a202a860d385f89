-- The columns that are marked as personal data, and all relations that they can be read by: partitions, parents, views.
WITH RECURSIVE spoken AS MATERIALIZED (
    SELECT d.objoid AS relation, d.objsubid AS number, 'comment' AS said_by,
        coalesce((pg_catalog.regexp_match(d.description, '\[pii:([^\]]+)\]'))[1], '') AS rule
    FROM pg_catalog.pg_description AS d
    WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid > 0 AND d.description ~ '\[pii[]:]'
    UNION ALL
    SELECT l.objoid, l.objsubid, 'security label', coalesce((pg_catalog.regexp_match(l.label, 'pii:(\w+)'))[1], '')
    FROM pg_catalog.pg_seclabel AS l
    WHERE l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND l.objsubid > 0 AND l.label ~* '^masked|\mpii\M'
    UNION ALL
    SELECT a.attrelid, a.attnum::pg_catalog.int4, 'configuration', asked.rule
    FROM ROWS FROM (
        pg_catalog.unnest(:schemas::pg_catalog.text[]), pg_catalog.unnest(:tables::pg_catalog.text[]),
        pg_catalog.unnest(:columns::pg_catalog.text[]), pg_catalog.unnest(:rules::pg_catalog.text[])
    ) AS asked (schema, relation, name, rule)
    JOIN pg_catalog.pg_class AS c ON c.relname = asked.relation::pg_catalog.name
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND asked.schema IN ('', n.nspname::pg_catalog.text)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        AND asked.name IN ('*', a.attname::pg_catalog.text)
), said AS (
    SELECT relation, number, said_by, rule FROM spoken
    UNION ALL
    SELECT g.attrelid, g.attnum::pg_catalog.int4, 'generated', 'hide'
    FROM spoken AS s
    JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.refobjid = s.relation AND d.refobjsubid = s.number
    LEFT JOIN pg_catalog.pg_attrdef AS e ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND e.oid = d.objid
    JOIN pg_catalog.pg_attribute AS g ON g.attrelid = s.relation AND g.attgenerated <> '' AND g.attnum <> s.number
        AND (g.attnum = e.adnum OR d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = s.relation
            AND d.objsubid = g.attnum)
    UNION ALL
    SELECT a.attrelid, a.attnum::pg_catalog.int4, 'statistics', 'hide'
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
        AND c.relname IN ('pg_stats', 'pg_stats_ext', 'pg_stats_ext_exprs')
        AND a.attname IN ('most_common_vals', 'histogram_bounds', 'most_common_elems', 'range_bounds_histogram')
        AND EXISTS (SELECT FROM spoken)
), reached (relation) AS (
    SELECT relation FROM said
    UNION
    SELECT further.relation
    FROM reached AS r
    CROSS JOIN LATERAL (
        SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = r.relation
        UNION ALL
        SELECT i.inhparent FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = r.relation
        UNION ALL
        SELECT w.ev_class
        FROM pg_catalog.pg_depend AS d
        JOIN pg_catalog.pg_rewrite AS w ON w.oid = d.objid AND w.rulename = '_RETURN'
        WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
            AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = r.relation
    ) AS further (relation)
)
SELECT
    c.oid::pg_catalog.int8 AS relation,
    n.nspname::pg_catalog.text AS schema,
    c.relname::pg_catalog.text AS name,
    ARRAY(
        SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum
    ) AS columns,
    ARRAY(SELECT s.number FROM said AS s WHERE s.relation = c.oid ORDER BY s.number, s.said_by) AS numbers,
    ARRAY(SELECT s.rule FROM said AS s WHERE s.relation = c.oid ORDER BY s.number, s.said_by) AS rules,
    ARRAY(SELECT s.said_by FROM said AS s WHERE s.relation = c.oid ORDER BY s.number, s.said_by) AS said_by,
    ARRAY(
        SELECT i.inhparent::pg_catalog.int8 FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid
    ) AS parents,
    w.ev_action::pg_catalog.text AS tree
FROM reached AS r
JOIN pg_catalog.pg_class AS c ON c.oid = r.relation
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = c.oid AND w.rulename = '_RETURN'
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
