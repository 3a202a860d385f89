-- Procedural languages, and with `system` the built-in ones.
SELECT l.lanname AS name,
       pg_catalog.pg_get_userbyid(l.lanowner) AS owner,
       l.lanpltrusted AS trusted,
       NOT l.lanispl AS internal,
       l.lanplcallfoid::pg_catalog.regprocedure::pg_catalog.text AS call_handler,
       l.lanvalidator::pg_catalog.regprocedure::pg_catalog.text AS validator,
       l.laninline::pg_catalog.regprocedure::pg_catalog.text AS inline_handler,
       pg_catalog.array_to_string(l.lanacl, E'\n') AS access_privileges, -- @-16
       CASE WHEN pg_catalog.array_length(l.lanacl, 1) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(l.lanacl, E'\n') END AS access_privileges, -- @17+
       pg_catalog.obj_description(l.oid, 'pg_language') AS description
  FROM pg_catalog.pg_language AS l
 WHERE (:system::pg_catalog.bool OR l.lanplcallfoid <> '0')
   AND (:name::pg_catalog.text IS NULL
        OR l.lanname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY l.lanname
