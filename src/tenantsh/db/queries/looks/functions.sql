-- The functions that somebody has made which these names or the policies call, those that they call in turn, and what they say.
WITH RECURSIVE called (oid) AS (
    (
        SELECT p.oid FROM pg_catalog.pg_proc AS p
         WHERE p.oid >= 16384::pg_catalog.oid AND p.proname = ANY (:names::pg_catalog.name[])
        UNION
        SELECT d.refobjid
          FROM pg_catalog.pg_depend AS d
         WHERE d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
           AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.refobjid >= 16384::pg_catalog.oid
    )
    UNION
    SELECT q.oid
      FROM called AS c
           JOIN pg_catalog.pg_proc AS b ON b.oid = c.oid
           CROSS JOIN LATERAL pg_catalog.regexp_matches(
               CASE WHEN b.prokind IN ('f', 'p') THEN pg_catalog.pg_get_functiondef(b.oid) ELSE '' END,
               '([[:alpha:]_][[:alnum:]_$]*)"?\s*\(', 'g'
           ) AS m (words)
           JOIN pg_catalog.pg_proc AS q
                ON q.proname = pg_catalog.lower(m.words[1])::pg_catalog.name AND q.oid >= 16384::pg_catalog.oid
)
SELECT p.oid::pg_catalog.int8 AS oid,
       pg_catalog.format('%I.%I(%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)) AS spelled,
       p.proname::pg_catalog.text AS name,
       coalesce(CASE WHEN p.prokind IN ('f', 'p') THEN pg_catalog.pg_get_functiondef(p.oid) END, p.prosrc)
           || CASE WHEN p.prosecdef THEN ' of ' || pg_catalog.pg_get_userbyid(p.proowner)::pg_catalog.text ELSE '' END AS told,
       pg_catalog.has_function_privilege(p.oid, 'execute') AS may,
       p.provolatile = 'v' AS volatile,
       l.lanname NOT IN ('sql', 'plpgsql') AS opaque,
       ARRAY(
           SELECT DISTINCT pg_catalog.lower(m.words[1])
             FROM pg_catalog.regexp_matches(
                      coalesce(CASE WHEN p.prokind IN ('f', 'p') THEN pg_catalog.pg_get_functiondef(p.oid) END, ''),
                      '\m(' || :words::pg_catalog.text || ')\M', 'gi') AS m (words)
            ORDER BY 1
       ) AS words,
       ARRAY(
           SELECT DISTINCT q.oid::pg_catalog.int8
             FROM pg_catalog.regexp_matches(
                      coalesce(CASE WHEN p.prokind IN ('f', 'p') THEN pg_catalog.pg_get_functiondef(p.oid) END, ''),
                      '([[:alpha:]_][[:alnum:]_$]*)"?\s*\(', 'g') AS m (words)
                  JOIN pg_catalog.pg_proc AS q
                       ON q.proname = pg_catalog.lower(m.words[1])::pg_catalog.name
                          AND q.oid >= 16384::pg_catalog.oid AND q.oid <> p.oid
            ORDER BY 1
       ) AS calls
  FROM (SELECT DISTINCT oid FROM called) AS c
       JOIN pg_catalog.pg_proc AS p ON p.oid = c.oid
       JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
       JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
 ORDER BY 2
