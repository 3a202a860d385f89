-- Which of these functions and operators are leakproof for no type at all.
SELECT a.name,
       a.is_operator
  FROM ROWS FROM (
           pg_catalog.unnest(:called_names::pg_catalog.text[]), pg_catalog.unnest(:called_operators::pg_catalog.bool[])
       ) AS a (name, is_operator)
 WHERE CASE WHEN a.is_operator
            THEN EXISTS (SELECT FROM pg_catalog.pg_operator AS o WHERE o.oprname = a.name::pg_catalog.name)
                 AND NOT EXISTS (SELECT
                                   FROM pg_catalog.pg_operator AS o
                                        JOIN pg_catalog.pg_proc AS f ON f.oid = o.oprcode::pg_catalog.oid
                                  WHERE o.oprname = a.name::pg_catalog.name AND f.proleakproof)
            ELSE EXISTS (SELECT FROM pg_catalog.pg_proc AS f WHERE f.proname = a.name::pg_catalog.name)
                 AND NOT EXISTS (SELECT
                                   FROM pg_catalog.pg_proc AS f
                                  WHERE f.proname = a.name::pg_catalog.name AND f.proleakproof) END
 ORDER BY a.name, a.is_operator
