-- The columns that are marked as personal data, and all relations that they can be read by: partitions, parents, views.
WITH RECURSIVE spoken AS MATERIALIZED (
    SELECT a.attrelid AS relation, a.attnum::pg_catalog.int4 AS number, 'comment' AS said_by,
        pg_catalog.lower(coalesce((pg_catalog.regexp_match(d.description, '\[pii:\s*([^\]]*?)\s*\]', 'i'))[1], ''))
            AS rule
    FROM pg_catalog.pg_description AS d
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.objoid AND a.attnum > 0 AND NOT a.attisdropped
        AND d.objsubid IN (0, a.attnum)
    WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND d.description ~* '\[pii\s*[]:]'
    UNION ALL
    SELECT l.objoid, l.objsubid, 'security label',
        pg_catalog.lower(coalesce((pg_catalog.regexp_match(l.label, 'pii:(\w+)', 'i'))[1], ''))
    FROM pg_catalog.pg_seclabel AS l
    WHERE l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND l.objsubid > 0 AND l.label ~* '^masked|\mpii\M'
    UNION ALL
    SELECT a.attrelid, a.attnum::pg_catalog.int4, asked.said, asked.rule
    FROM ROWS FROM (
        pg_catalog.unnest(:schemas::pg_catalog.text[]), pg_catalog.unnest(:tables::pg_catalog.text[]),
        pg_catalog.unnest(:columns::pg_catalog.text[]), pg_catalog.unnest(:rules::pg_catalog.text[]),
        pg_catalog.unnest(:said::pg_catalog.text[])
    ) AS asked (schema, relation, name, rule, said)
    JOIN pg_catalog.pg_class AS c ON c.relname = asked.relation::pg_catalog.name
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND asked.schema IN ('', n.nspname::pg_catalog.text)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        AND asked.name IN ('*', a.attname::pg_catalog.text)
), said AS (
    SELECT relation, number, said_by, rule FROM spoken
    UNION ALL
    SELECT g.attrelid, g.attnum::pg_catalog.int4, 'generated', 'hide'
    FROM spoken AS s
    JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
        AND d.refobjid = s.relation AND d.refobjsubid = s.number
    LEFT JOIN pg_catalog.pg_attrdef AS e ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass::pg_catalog.oid AND e.oid = d.objid
    JOIN pg_catalog.pg_attribute AS g ON g.attrelid = s.relation AND g.attgenerated <> '' AND g.attnum <> s.number
        AND (g.attnum = e.adnum OR d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND d.objid = s.relation
            AND d.objsubid = g.attnum)
    UNION ALL
    -- whole rows of a marked table that are kept in a column of another one
    SELECT d.objid, d.objsubid, 'row type', 'hide'
    FROM (SELECT DISTINCT relation FROM spoken) AS s
    JOIN pg_catalog.pg_type AS t ON t.typrelid = s.relation
    JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid
        AND d.refobjid IN (t.oid, t.typarray) AND d.objsubid > 0
        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
    UNION ALL
    SELECT a.attrelid, a.attnum::pg_catalog.int4, 'statistics', 'hide'
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace::pg_catalog.oid
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
        WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
            AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND d.refobjid = r.relation
    ) AS further (relation)
), told AS (
    SELECT s.relation, pg_catalog.array_agg(s.number ORDER BY s.number, s.said_by) AS numbers,
        pg_catalog.array_agg(s.rule ORDER BY s.number, s.said_by) AS rules,
        pg_catalog.array_agg(s.said_by ORDER BY s.number, s.said_by) AS said_by
    FROM said AS s GROUP BY s.relation
), calling (relation) AS (
    -- views that call functions of the database's own, whose bodies may read anything; and views on those
    SELECT w.ev_class
    FROM pg_catalog.pg_depend AS d
    JOIN pg_catalog.pg_rewrite AS w ON w.oid = d.objid AND w.rulename = '_RETURN'
    WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
        AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid AND w.oid >= 16384 AND EXISTS (SELECT FROM spoken)
    UNION
    SELECT w.ev_class
    FROM calling AS c
    JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
        AND d.refobjid = c.relation AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
    JOIN pg_catalog.pg_rewrite AS w ON w.oid = d.objid AND w.rulename = '_RETURN'
), others (names) AS MATERIALIZED (
    -- what looks plain in a statement and is the database's own; what extensions bring is not anybody's
    SELECT pg_catalog.array_agg(own.name::pg_catalog.text)
    FROM (
        SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, p.oid, p.proname
        FROM pg_catalog.pg_proc AS p
        LEFT JOIN pg_catalog.pg_type AS t ON p.pronargs = 1 AND t.oid = p.proargtypes[0] AND t.typtype = 'c'
        WHERE p.oid >= 16384 AND (t.oid IS NOT NULL OR p.proname = ANY (:plain::pg_catalog.name[]))
        UNION ALL
        SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid, o.oid, o.oprname
        FROM pg_catalog.pg_operator AS o WHERE o.oid >= 16384
        UNION ALL
        SELECT 'pg_catalog.pg_cast'::pg_catalog.regclass::pg_catalog.oid, c.oid, t.typname
        FROM pg_catalog.pg_cast AS c JOIN pg_catalog.pg_type AS t ON t.oid = c.casttarget
        WHERE c.oid >= 16384 AND c.castfunc >= 16384
    ) AS own (class, oid, name)
    WHERE EXISTS (SELECT FROM spoken) AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend AS d
        WHERE d.classid = own.class AND d.objid = own.oid AND d.deptype = 'e'
    )
)
SELECT
    c.oid::pg_catalog.int8 AS relation,
    n.nspname::pg_catalog.text AS schema,
    c.relname::pg_catalog.text AS name,
    ARRAY(
        SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum
    ) AS columns,
    coalesce(told.numbers, '{}') AS numbers,
    coalesce(told.rules, '{}') AS rules,
    coalesce(told.said_by, '{}') AS said_by,
    ARRAY(
        SELECT i.inhparent::pg_catalog.int8 FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid
    ) AS parents,
    w.ev_action::pg_catalog.text AS tree,
    r.relation IS NOT NULL AS reached,
    ARRAY(
        SELECT t.oid::pg_catalog.int8 FROM pg_catalog.pg_type AS t
        WHERE t.oid >= 16384 AND t.typcategory = 'S' AND t.typtype = 'b'
    ) AS texts,
    coalesce((SELECT names FROM others), '{}'::pg_catalog.text[]) AS others,
    (SELECT pg_catalog.max(newest.oid)::pg_catalog.int8 FROM pg_catalog.pg_class AS newest) AS newest
FROM reached AS r
FULL JOIN calling AS k ON k.relation = r.relation
LEFT JOIN told ON told.relation = r.relation
JOIN pg_catalog.pg_class AS c ON c.oid = coalesce(r.relation, k.relation)
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = c.oid AND w.rulename = '_RETURN'
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
